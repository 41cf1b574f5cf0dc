package org.menura.eval.evolve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.eval.evolve.EvolutionProfile.Operation;

/** Some instructions that are changed, judged and answered together. */
final class EvolutionChunk {
    private final EvolutionSettings settings;
    private final EvolutionState state;
    private final Teacher teacher;
    private final EvolutionPrompts prompts;
    private final Elimination elimination;

    EvolutionChunk(EvolutionSettings settings, EvolutionState state, Teacher teacher) {
        this.settings = settings;
        this.state = state;
        this.teacher = teacher;
        this.prompts = new EvolutionPrompts(settings.profile(), settings.mostWords());
        this.elimination = new Elimination(settings.leastWords(), settings.mostWords());
    }

    /** An instruction on its way. */
    private static final class Draft {
        final int seed;
        final Instruction before;
        final Operation operation;
        String evolved = "";

        @Nullable
        String judgement;

        @Nullable
        String answer;

        @Nullable
        String failure;

        Draft(int seed, Instruction before, Operation operation) {
            this.seed = seed;
            this.before = before;
            this.operation = operation;
        }
    }

    /** What became of the chunk's instructions, but for duplicates among themselves. */
    List<EvolutionStep> steps() {
        int round = state.round();
        List<Draft> all = state.chunk().stream()
                .map(seed -> new Draft(seed, state.current(seed), state.operation(seed)))
                .toList();
        ask(
                all,
                d -> prompts.evolve(d.operation, d.before.text()),
                drawn(settings.instructionTokens(), round),
                (d, text) -> {
                    d.evolved = EvolutionPrompts.cleaned(text);
                    d.failure = elimination.ofInstruction(d.before.text(), d.evolved, prompts.wording(d.operation));
                    if (d.failure == null && state.isKnown(d.evolved)) {
                        d.failure = "duplicate";
                    }
                });
        if (settings.judge()) {
            ask(
                    all,
                    d -> prompts.judge(d.before.text(), d.evolved),
                    new Teacher.Sampling(0, 1, settings.instructionTokens(), 0),
                    (d, text) -> {
                        d.judgement = EvolutionPrompts.cleaned(text);
                        d.failure = EvolutionPrompts.saysDifferent(d.judgement) ? null : "no-gain";
                    });
        }
        ask(all, d -> d.evolved, drawn(settings.answerTokens(), round), (d, text) -> {
            d.answer = EvolutionPrompts.cleaned(text);
            d.failure = Elimination.ofAnswer(d.evolved, d.answer);
        });
        List<EvolutionStep> steps = new ArrayList<>();
        for (Draft d : all) {
            steps.add(new EvolutionStep(
                    round,
                    d.seed,
                    d.before.id(),
                    d.operation.name(),
                    d.evolved,
                    d.judgement,
                    d.answer,
                    d.failure == null ? EvolutionStep.KEPT : d.failure));
        }
        return steps;
    }

    private Teacher.Sampling drawn(int tokens, int round) {
        return new Teacher.Sampling(settings.temperature(), settings.topP(), tokens, round);
    }

    private interface Reading {
        void read(Draft draft, String answer);
    }

    /** Asks about those that have not failed. */
    private void ask(List<Draft> all, Function<Draft, String> question, Teacher.Sampling how, Reading reading) {
        List<Draft> left = all.stream().filter(d -> d.failure == null).toList();
        if (left.isEmpty()) {
            return;
        }
        List<String> answers = teacher.answer(left.stream().map(question).toList(), how);
        for (int i = 0; i < left.size(); i++) {
            reading.read(left.get(i), answers.get(i));
        }
    }
}
