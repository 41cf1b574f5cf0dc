package org.menura.agent.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.menura.agent.act.Origin;
import org.menura.agent.memory.Memory;
import org.menura.agent.memory.MemoryStream;
import org.menura.agent.memory.Recall;
import org.menura.agent.memory.Source;

/** Lessons that failed attempts taught. */
public interface Lessons {
    /** Returns the lessons that matter for a goal, the oldest first. */
    List<String> about(String goal);

    /** Keeps a lesson. */
    void learn(String goal, String lesson);

    /** Creates lessons that are kept for one run only. */
    static Lessons ofRun() {
        List<String> all = new ArrayList<>();
        return new Lessons() {
            @Override
            public List<String> about(String goal) {
                return List.copyOf(all);
            }

            @Override
            public void learn(String goal, String lesson) {
                if (!lesson.isBlank() && !all.contains(lesson)) {
                    all.add(lesson);
                }
            }
        };
    }

    /**
     * Creates lessons that are memories, whose source is the run that failed.
     *
     * @param run its name
     * @param now time of the run's clock
     * @param most the largest number of lessons recalled
     */
    static Lessons in(MemoryStream stream, String run, Supplier<Instant> now, int most) {
        return new Lessons() {
            private int learned;

            @Override
            public List<String> about(String goal) {
                Instant time = now.get();
                return Recall.byRelevance(stream).recall(stream, goal, Integer.MAX_VALUE, time).stream()
                        .map(Recall.Hit::memory)
                        .filter(m -> m.kind() == Memory.Kind.LESSON)
                        .limit(most)
                        .sorted(Comparator.comparing(Memory::time))
                        .map(Memory::text)
                        .toList();
            }

            @Override
            public void learn(String goal, String lesson) {
                if (!lesson.isBlank()) {
                    Source source = new Source(run, learned++, 0, lesson.length(), Origin.TOOL);
                    stream.remember(Memory.of(lesson, now.get(), Memory.POIGNANT, source)
                            .as(Memory.Kind.LESSON, List.of()));
                }
            }
        };
    }
}
