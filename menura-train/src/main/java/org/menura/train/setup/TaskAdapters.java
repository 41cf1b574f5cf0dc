package org.menura.train.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.LinearWeight;
import org.menura.model.weights.LowRank;
import org.menura.tensor.grad.Parameter;
import org.menura.train.lora.TrainableAdapters;

/** The adapters of a model, of which one at a time is active: one for each task, or the only one. */
public final class TaskAdapters implements Adapters {
    private final List<TrainableAdapters> all;
    private int active;

    TaskAdapters(List<TrainableAdapters> all) {
        this.all = List.copyOf(all);
    }

    /** Returns all adapters. */
    public List<TrainableAdapters> all() {
        return all;
    }

    /** Returns the saved adapter that all of them continue; null for new ones. */
    public @Nullable PeftAdapter start() {
        return all.getFirst().start();
    }

    /** Activates an adapter; a negative number activates none. */
    public void use(int number) {
        active = number;
    }

    public int active() {
        return active;
    }

    @Override
    public Supplier<List<LowRank>> at(String path, LinearWeight weight) {
        List<Supplier<List<LowRank>>> updates = new ArrayList<>();
        boolean any = false;
        for (TrainableAdapters adapters : all) {
            Supplier<List<LowRank>> update = adapters.at(path, weight);
            any |= !update.get().isEmpty();
            updates.add(update);
        }
        return any ? () -> active < 0 ? List.of() : updates.get(active).get() : List::of;
    }

    /** Returns the trained parameters of an adapter; with several, its number precedes the names. */
    List<Parameter> trainables(int number) {
        List<Parameter> own = all.get(number).trainables();
        return all.size() == 1
                ? own
                : own.stream()
                        .map(t -> new Parameter("task-%d.%s".formatted(number, t.name()), t.value(), t.gradient()))
                        .toList();
    }
}
