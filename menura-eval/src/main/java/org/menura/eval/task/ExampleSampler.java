package org.menura.eval.task;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.PythonRandom;

/** Chooses the examples of a prompt. Its random state runs on from document to document. */
final class ExampleSampler {
    private final String task;
    private final List<Map<String, @Nullable Object>> pool;
    private final boolean first;
    private final PythonRandom random;

    private ExampleSampler(String task, List<Map<String, @Nullable Object>> pool, boolean first, PythonRandom random) {
        this.task = task;
        this.pool = pool;
        this.first = first;
        this.random = random;
    }

    /**
     * Creates a sampler.
     *
     * @param kind {@code default}, which draws, or {@code first_n}
     * @throws FormatException if there is no sampler of that kind
     */
    static ExampleSampler of(
            String task, @Nullable Object kind, List<Map<String, @Nullable Object>> examples, long seed) {
        boolean first = "first_n".equals(kind);
        if (!first && !"default".equals(kind)) {
            throw new FormatException(
                    "task %s: fewshot_config.sampler is %s; known are default and first_n".formatted(task, kind));
        }
        return new ExampleSampler(task, examples, first, new PythonRandom(seed));
    }

    /**
     * Chooses examples.
     *
     * @param evaluated the document of the prompt, if it may be among the examples
     */
    List<Map<String, @Nullable Object>> sample(int count, @Nullable Map<String, @Nullable Object> evaluated) {
        if (first) {
            List<Map<String, @Nullable Object>> others = without(pool, evaluated);
            require(count, others.size());
            return others.subList(0, count);
        }
        boolean apart = evaluated != null && !evaluated.isEmpty();
        int drawn = apart ? count + 1 : count;
        require(drawn, pool.size());
        List<Map<String, @Nullable Object>> examples = random.sample(pool, drawn);
        if (apart) {
            List<Map<String, @Nullable Object>> others = without(examples, evaluated);
            examples = others.subList(0, Math.min(count, others.size()));
        }
        if (examples.size() < count) {
            List<Map<String, @Nullable Object>> others = without(pool, evaluated);
            require(count, others.size());
            examples = random.sample(others, count);
        }
        return examples;
    }

    private void require(int count, int available) {
        if (count > available) {
            throw new FormatException(
                    "task %s has %d examples to choose from, but %d are to be drawn: ask for fewer shots"
                            .formatted(task, available, count));
        }
    }

    private static List<Map<String, @Nullable Object>> without(
            List<Map<String, @Nullable Object>> examples, @Nullable Map<String, @Nullable Object> evaluated) {
        return evaluated == null
                ? examples
                : examples.stream().filter(e -> !e.equals(evaluated)).toList();
    }
}
