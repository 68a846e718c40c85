package io.github.llmfallback.provider;

import java.util.List;
import java.util.regex.Pattern;

import okhttp3.Interceptor;
import reactor.core.publisher.Flux;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A chat model whose answers without choices keep their usage. Spring AI's own would drop
 * it and log the prompt, so it is shown an empty choice, which is taken away again from
 * what it makes of that. A refusal keeps the choice, which tells it from nothing.
 *
 * @param delegate talks to the server, through one of the interceptors
 */
record ChoicelessAnswers(ChatModel delegate) implements ChatModel {

	private static final JsonMapper JSON = JsonMapper.shared();

	/** Stands in for the id of an answer that was given a choice. */
	private static final String MARK = "without-choices";

	static Interceptor openAi() {
		return filling("choices", """
				{ "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": "" } }""");
	}

	static Interceptor anthropic() {
		return filling("content", """
				{ "type": "text", "text": "" }""");
	}

	private static Interceptor filling(String list, String choice) {
		Pattern empty = Pattern.compile("\"" + list + "\"\\s*:\\s*\\[\\s*]");
		return new RepairedAnswers((answer) -> empty.matcher(answer).find() ? filled(answer, list, choice) : answer);
	}

	private static String filled(String answer, String list, String choice) {
		try {
			if (JSON.readTree(answer) instanceof ObjectNode root && root.path(list).isArray()
					&& root.path(list).isEmpty()) {
				root.putArray(list).add(JSON.readTree(choice));
				return root.path("stop_reason").asString("").equals("refusal") ? root.toString()
						: root.put("id", MARK).toString();
			}
		}
		catch (JacksonException ex) {
			// The client says so in its own words.
		}
		return answer;
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		ChatResponse response = this.delegate.call(prompt);
		return MARK.equals(response.getMetadata().getId()) ? new ChatResponse(List.of(), response.getMetadata())
				: response;
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return this.delegate.stream(prompt);
	}

	@Override
	public ChatOptions getOptions() {
		return this.delegate.getOptions();
	}

}
