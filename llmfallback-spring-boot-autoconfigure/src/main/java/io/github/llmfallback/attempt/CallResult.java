package io.github.llmfallback.attempt;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * How a blocking call ended.
 *
 * @param summary the attempts and the ending
 * @param response the answer; {@code null} unless the call was answered
 */
public record CallResult(CallSummary summary, @Nullable ChatResponse response) {

}
