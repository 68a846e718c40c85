package io.github.llmfallback.autoconfigure;

import java.util.List;
import java.util.function.IntConsumer;

import io.github.llmfallback.CheckResult;
import io.github.llmfallback.FallbackChatModel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Asks every key and model once the application is ready, and logs the outcomes. Either
 * on a thread of its own, so that nobody who is slow to answer delays the application, or
 * as the last thing the application does.
 */
final class StartCheck implements ApplicationListener<ApplicationReadyEvent>, Ordered {

	private static final Log logger = LogFactory.getLog(StartCheck.class);

	private final FallbackChatModel chatModel;

	private final boolean last;

	private final ApplicationContext context;

	private final IntConsumer exit;

	/**
	 * Creates the check.
	 * @param chatModel whose providers are asked
	 * @param last whether the application ends afterwards
	 * @param context the application's own context: ready events of its children come by,
	 * too
	 * @param exit ends the JVM with an exit code
	 */
	StartCheck(FallbackChatModel chatModel, boolean last, ApplicationContext context, IntConsumer exit) {
		this.chatModel = chatModel;
		this.last = last;
		this.context = context;
		this.exit = exit;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() != this.context) {
			return;
		}
		if (this.last) {
			int code = check() ? 0 : 1;
			this.exit.accept(SpringApplication.exit(this.context, () -> code));
		}
		else {
			new Thread(this::check, "llm-fallback-check").start();
		}
	}

	/**
	 * Everybody else who waits for the application gets their turn first.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	/**
	 * Whether providers are enabled and all of their keys and models answer.
	 */
	private boolean check() {
		try {
			List<CheckResult> results = this.chatModel.check();
			List<CheckResult> enabled = results.stream().filter(CheckResult::enabled).toList();
			boolean answered = !enabled.isEmpty() && enabled.stream().allMatch(CheckResult::isAnswered);
			String table = CheckTable.of(results);
			if (answered) {
				logger.info(table);
			}
			else {
				logger.warn(table);
			}
			return answered;
		}
		catch (RuntimeException ex) {
			logger.warn("The live check could not be made", ex);
			return false;
		}
	}

}
