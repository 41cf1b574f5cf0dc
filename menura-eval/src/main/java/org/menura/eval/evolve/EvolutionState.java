package org.menura.eval.evolve;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.menura.eval.evolve.EvolutionProfile.Operation;
import org.menura.tensor.Rng;

/** Where a run stands: what each seed has become, and what was kept. It follows from the steps alone. */
final class EvolutionState {
    private final EvolutionSettings settings;
    private final List<Instruction> current;
    private final int[] changes;
    private final NearDuplicates known;
    private final List<String> fresh = new ArrayList<>(); // kept in the chunk under way
    private final List<EvolutionStep> steps = new ArrayList<>();

    EvolutionState(EvolutionSettings settings, List<Instruction> seeds) {
        this.settings = settings;
        this.current = new ArrayList<>(seeds);
        this.changes = new int[seeds.size()];
        this.known = new NearDuplicates(settings.similarity());
        seeds.forEach(s -> known.add(s.text()));
    }

    /** Takes a step's outcome; the steps of a chunk come in the order of their seeds. */
    void take(EvolutionStep step) {
        steps.add(step);
        changes[step.seed()]++;
        if (step.isKept()) {
            fresh.add(step.evolved());
            current.set(step.seed(), evolved(step));
        }
        if (isChunkComplete()) {
            fresh.forEach(known::add);
            fresh.clear();
        }
    }

    /** The instruction that a kept step made. */
    static Instruction evolved(EvolutionStep step) {
        return new Instruction(step.from() + "/" + step.round(), step.evolved(), Objects.requireNonNull(step.answer()));
    }

    private int next() {
        return steps.size() % current.size();
    }

    private boolean isChunkComplete() {
        return next() == 0 || next() % settings.chunk() == 0;
    }

    boolean isComplete() {
        return steps.size() == settings.rounds() * current.size();
    }

    /** Whether all steps of the last chunk were taken, so that a run may stop here. */
    boolean mayStop() {
        return isChunkComplete();
    }

    int round() {
        return steps.size() / current.size() + 1;
    }

    /** The seeds that are left in the chunk under way. */
    List<Integer> chunk() {
        int end = Math.min(current.size(), (next() / settings.chunk() + 1) * settings.chunk());
        List<Integer> seeds = new ArrayList<>();
        for (int i = next(); i < end; i++) {
            seeds.add(i);
        }
        return seeds;
    }

    Instruction current(int seed) {
        return current.get(seed);
    }

    /** The operation of a seed's next change: each seed goes through all of them in an order of its own, again and again. */
    Operation operation(int seed) {
        List<Operation> all = settings.profile().operations();
        int turn = changes[seed] / all.size();
        Rng random = new Rng(settings.seed(), (long) seed << 20 | turn);
        List<Operation> order = new ArrayList<>(all);
        random.shuffle(order);
        return order.get(changes[seed] % all.size());
    }

    /** Whether an instruction is nearly one of earlier chunks. */
    boolean isKnown(String text) {
        return known.contains(text);
    }

    /** Whether an instruction is nearly one that was kept in this chunk. */
    boolean isFresh(String text) {
        NearDuplicates kept = new NearDuplicates(settings.similarity());
        fresh.forEach(kept::add);
        return kept.contains(text);
    }

    List<EvolutionStep> steps() {
        return List.copyOf(steps);
    }

    int calls() {
        return steps.stream().mapToInt(EvolutionStep::calls).sum();
    }
}
