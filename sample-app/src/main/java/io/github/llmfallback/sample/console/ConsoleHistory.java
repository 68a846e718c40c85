package io.github.llmfallback.sample.console;

import java.util.List;

/**
 * What a page is told first.
 *
 * @param moments the points of the charts, oldest first
 * @param happenings the latest lines of the log, oldest first
 */
record ConsoleHistory(List<Moment> moments, List<Happening> happenings) {

}
