package io.github.llmfallback.attempt;

/**
 * Who is left after a failure.
 *
 * @param keys whether the same model has another key
 * @param models whether the provider has another model for a usable key
 * @param providers whether another provider may be asked
 */
record Situation(boolean keys, boolean models, boolean providers) {

}
