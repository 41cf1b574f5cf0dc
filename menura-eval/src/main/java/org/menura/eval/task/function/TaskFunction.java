package org.menura.eval.task.function;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.filter.Filter;
import org.menura.eval.task.data.Rows;
import org.menura.format.FormatException;
import org.menura.format.python.NumpyRandom;
import org.menura.format.python.PythonRandom;

/** A function of a task, by what it is given. Values are those of {@link org.menura.format.python.Python}. */
public sealed interface TaskFunction {
    /** Makes a text, a target, choices or the like of a document. */
    @FunctionalInterface
    non-sealed interface OfDocument extends TaskFunction {
        /** Applies the function. */
        @Nullable
        Object apply(Map<String, @Nullable Object> document);
    }

    /** Changes the documents of a split ({@code process_docs}). */
    @FunctionalInterface
    non-sealed interface OfRows extends TaskFunction {
        /** Applies the function. */
        Rows apply(Rows rows);
    }

    /** Changes the documents of a split by what it draws from the run's random numbers ({@code process_docs}). */
    @FunctionalInterface
    non-sealed interface OfDrawnRows extends TaskFunction {
        /** Applies the function. */
        Rows apply(Rows rows, PythonRandom random);
    }

    /** Scores a document's answers ({@code process_results}): metrics by name. */
    @FunctionalInterface
    non-sealed interface OfResults extends TaskFunction {
        /**
         * Applies the function.
         *
         * @param results a tuple of log-likelihood and whether it is greedy for each choice, a log-likelihood, or an answer
         */
        Map<String, @Nullable Object> apply(Map<String, @Nullable Object> document, List<@Nullable Object> results);
    }

    /**
     * Stands for a scoring of documents, or an aggregation, that is not known here; what the task asks is.
     *
     * @param why says what it needs
     */
    record Unscored(String why) implements OfResults, OfValues {
        @Override
        public Map<String, @Nullable Object> apply(
                Map<String, @Nullable Object> document, List<@Nullable Object> results) {
            throw refused();
        }

        @Override
        public Object apply(List<@Nullable Object> values) {
            throw refused();
        }

        private FormatException refused() {
            return new FormatException("a task can't be scored here: " + why);
        }
    }

    /** Lists examples for prompts ({@code fewshot_config.samples}). */
    @FunctionalInterface
    non-sealed interface Examples extends TaskFunction {
        /** Returns the examples. */
        List<Map<String, @Nullable Object>> list();
    }

    /** Makes a filter of answers from the arguments that stand beside its name. */
    @FunctionalInterface
    non-sealed interface OfFilter extends TaskFunction {
        /** Returns the filter. */
        Filter with(Map<String, @Nullable Object> arguments);
    }

    /** A metric of one document ({@code metric_list}). */
    @FunctionalInterface
    non-sealed interface OfAnswer extends TaskFunction {
        /**
         * Applies the metric.
         *
         * @param reference the document's target
         * @param prediction the answer that filters left
         * @param arguments what stands beside its name
         * @return a value, or values by name
         */
        @Nullable
        Object apply(@Nullable Object reference, @Nullable Object prediction, Map<String, @Nullable Object> arguments);
    }

    /** Aggregates the values of all documents. */
    @FunctionalInterface
    non-sealed interface OfValues extends TaskFunction {
        /** Applies the function. */
        @Nullable
        Object apply(List<@Nullable Object> values);
    }

    /** Aggregates the values of all documents by what it draws. */
    @FunctionalInterface
    non-sealed interface OfDrawnValues extends TaskFunction {
        /**
         * Applies the function.
         *
         * @param random numbers of numpy's, seeded for this value alone
         */
        @Nullable
        Object apply(List<@Nullable Object> values, NumpyRandom random);
    }

    /**
     * What a task that is a Python class asks about a document.
     *
     * @param generation arguments of an answer; null for a log-likelihood
     * @param continuation the text whose log-likelihood is asked for; null for an answer
     */
    record Asked(
            @Nullable Map<String, @Nullable Object> generation,
            @Nullable String continuation) {}

    /** Stands for a task that is a Python class ({@code class}). */
    non-sealed interface OfTask extends TaskFunction {
        /** Returns the fields that a task file would say the same with. */
        Map<String, @Nullable Object> fields();

        /**
         * Returns what is asked about each document.
         *
         * @param generation arguments that a task of such fields generates with
         */
        List<Asked> asked(Map<String, @Nullable Object> generation);
    }
}
