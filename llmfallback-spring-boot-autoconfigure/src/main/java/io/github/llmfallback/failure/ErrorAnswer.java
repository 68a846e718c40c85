package io.github.llmfallback.failure;

/**
 * An error as a provider told it, freed from the client library that carried it.
 *
 * @param status the HTTP status; in the 200s for an error event inside a stream that had
 * begun well; 0 when it is not known
 * @param body what the answer said
 * @param headers the answer's headers
 */
record ErrorAnswer(int status, ErrorBody body, HeaderLookup headers) {

}
