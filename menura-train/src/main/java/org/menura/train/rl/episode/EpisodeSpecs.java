package org.menura.train.rl.episode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.data.IndexedJson;
import org.menura.data.Order;
import org.menura.format.FormatException;

/** The tasks of files in the format {@code episodes}, and which of them come next. */
public final class EpisodeSpecs {
    private final IndexedJson<EpisodeSpec> lines;
    private final List<Path> files;

    /**
     * Opens files.
     *
     * @throws FormatException if they hold no task
     */
    public EpisodeSpecs(List<Path> files) {
        this.files = List.copyOf(files);
        this.lines = IndexedJson.lines(files, EpisodeSpec::of);
        if (lines.count() == 0) {
            throw new FormatException("%s holds no episode".formatted(files));
        }
    }

    /** Returns the number of tasks. */
    public long count() {
        return lines.count();
    }

    /** Reads a task. */
    public EpisodeSpec get(long index) {
        return lines.get(index);
    }

    /** Which tasks an iteration takes. */
    @FunctionalInterface
    public interface Choice {
        /** Returns the tasks of an iteration, from 0 on. */
        List<EpisodeSpec> at(long iteration);
    }

    /**
     * Chooses tasks in a shuffled order, anew in each epoch.
     *
     * @param count tasks of an iteration
     */
    public Choice shuffled(int count, long seed) {
        Order order = new Order(lines.count(), seed, 0, true);
        return iteration -> {
            List<EpisodeSpec> some = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                some.add(get(order.at(iteration * count + i).example()));
            }
            return some;
        };
    }

    /**
     * Chooses short tasks first: in the first iterations among those that an expert solves in the fewest actions, whose
     * share grows until all take part.
     *
     * @param iterations after which all take part
     * @throws FormatException if a line has no expert's actions
     */
    public Choice shortFirst(int count, long iterations, long seed) {
        int all = Math.toIntExact(lines.count());
        int[] lengths = new int[all];
        for (int i = 0; i < all; i++) {
            lengths[i] = get(i).actions().size();
            if (lengths[i] == 0) {
                throw new FormatException(
                        "objective.curriculum orders tasks by an expert's actions, which a line of %s lacks"
                                .formatted(files));
            }
        }
        int[] byLength = IntStream.range(0, all)
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> lengths[i]).thenComparing(i -> i))
                .mapToInt(Integer::intValue)
                .toArray();
        Choice later = shuffled(count, seed);
        return iteration -> {
            if (iteration >= iterations) {
                return later.at(iteration);
            }
            int pool = (int) Math.max(Math.min(count, all), all * (iteration + 1) / iterations);
            Order order = new Order(pool, seed + iteration, 1, true);
            List<EpisodeSpec> some = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                some.add(get(byLength[Math.toIntExact(order.at(i).example())]));
            }
            return some;
        };
    }
}
