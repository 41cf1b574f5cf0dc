package org.menura.eval.learn;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a folder of gated learning begins with; it stays the same for all updates.
 *
 * @param model folder of the model that learns, whose weights are never changed
 * @param retained documents that must not be forgotten
 * @param tasks evaluation tasks whose scores must not fall
 * @param separator between documents of plain text files; null for blank lines
 * @param gain bits for each byte of new held-out documents that an update must save, at the unfavourable end of the interval
 */
public record LearnSetup(
        Path model,
        List<Retained> retained,
        List<TaskGuard> tasks,
        @Nullable String separator,
        double gain) {
    /**
     * Documents that must not be forgotten.
     *
     * @param name for reports: letters, digits, dots, dashes and underlines
     * @param file with them
     * @param tolerance bits for each byte by which they may get worse over all updates together, at the unfavourable end of
     *     the interval
     */
    public record Retained(String name, Path file, double tolerance) {}

    /**
     * A task whose score must not fall.
     *
     * @param name of the task
     * @param tolerance by which its first metric may fall (or rise, if lower is better) over all updates together
     * @param limit documents of it that are asked; 0 for all
     */
    public record TaskGuard(String name, double tolerance, int limit) {}

    // Written out, since a compact constructor's parameters lose their null annotations in class files.
    public LearnSetup(
            Path model, List<Retained> retained, List<TaskGuard> tasks, @Nullable String separator, double gain) {
        if (retained.isEmpty()) {
            throw new IllegalArgumentException("name at least one file of documents that must not be forgotten");
        }
        for (Retained r : retained) {
            if (!r.name().matches("[\\w.-]+") || r.name().startsWith("update-")) {
                throw new IllegalArgumentException(
                        "'%s' is no name for documents: use letters, digits, dots and dashes, and not update-…"
                                .formatted(r.name()));
            }
        }
        if (retained.stream().map(Retained::name).distinct().count() < retained.size()) {
            throw new IllegalArgumentException("two files of documents have the same name; name one as NAME=FILE");
        }
        if (!(gain >= 0)) {
            throw new IllegalArgumentException("the gain that is asked for is not below 0");
        }
        this.model = model;
        this.retained = List.copyOf(retained);
        this.tasks = List.copyOf(tasks);
        this.separator = separator;
        this.gain = gain;
    }
}
