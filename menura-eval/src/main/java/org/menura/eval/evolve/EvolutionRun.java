package org.menura.eval.evolve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.Sha256;
import org.menura.train.ledger.HashChain;

/**
 * Evol-Instruct (Xu et al., arXiv 2304.12244; for programs: Luo et al., arXiv 2306.08568): a teacher makes instructions
 * harder, round by round, says whether that changed anything, and answers them. What fails is left out, and its
 * instruction tried again with another operation in the next round.
 *
 * <p>A folder holds the ledger and, at the end, {@code evolved.jsonl}: conversations to learn from. A run that is killed and
 * started again goes on, and ends in the same bytes if the teacher gives the same answers.
 */
public final class EvolutionRun {
    /** The name of the file of conversations. */
    public static final String OUTPUT = "evolved.jsonl";

    /** The name of the file with counts. */
    public static final String REPORT = "report.md";

    private static final String EVENT = "event";

    private final Path folder;
    private final EvolutionSettings settings;
    private final List<Instruction> seeds;
    private final String teacherName;
    private final Teacher teacher;

    /**
     * When a run ends before all rounds are done; it can go on later with more.
     *
     * @param calls of the teacher; after those no other instructions are begun
     * @param kept instructions, from which on there are enough
     */
    public record Budget(long calls, long kept) {
        /** Returns a budget without an end. */
        public static Budget unlimited() {
            return new Budget(Long.MAX_VALUE, Long.MAX_VALUE);
        }
    }

    /** A listener to progress. */
    @FunctionalInterface
    public interface Listener {
        /** Reports that {@code done} of {@code total} steps are done. */
        void stepped(EvolutionStep step, int done, int total);
    }

    /**
     * Prepares a run.
     *
     * @param folder of the ledger and the results, which is made if it is not there
     * @param teacherName for the ledger: a run goes on with the same teacher alone
     */
    public EvolutionRun(
            Path folder, EvolutionSettings settings, List<Instruction> seeds, String teacherName, Teacher teacher) {
        this.folder = folder;
        this.settings = settings;
        this.seeds = List.copyOf(seeds);
        this.teacherName = teacherName;
        this.teacher = teacher;
    }

    /**
     * Runs to the end, to the budget's end, or until {@code stop} says so between two groups of instructions.
     *
     * @param withSeeds whether seeds that have answers are written before the evolved instructions
     * @throws FormatException if the folder holds a run of something else, or its ledger was changed
     * @throws IOException if something can't be written; what is in the ledger stays
     */
    public EvolutionReport run(Budget budget, boolean withSeeds, BooleanSupplier stop, Listener listener)
            throws IOException {
        try (HashChain ledger = HashChain.open(folder)) {
            EvolutionState state = restored(ledger);
            int total = settings.rounds() * seeds.size();
            while (!state.isComplete()) {
                if (state.mayStop() && (stop.getAsBoolean() || isSpent(budget, state))) {
                    break;
                }
                for (EvolutionStep step : new EvolutionChunk(settings, state, teacher).steps()) {
                    EvolutionStep taken = step.isKept() && state.isFresh(step.evolved()) ? duplicate(step) : step;
                    ledger.append(taken.toJson());
                    state.take(taken);
                    listener.stepped(taken, state.steps().size(), total);
                }
            }
            EvolutionReport report =
                    new EvolutionReport(settings.profile(), seeds.size(), state.steps(), state.isComplete());
            String hash = write(report, withSeeds);
            if (state.isComplete() && !isEnded(ledger)) {
                ObjectNode end = JsonNodeFactory.instance.objectNode().put(EVENT, "end");
                ledger.append(end.put(OUTPUT, hash));
            }
            return report;
        }
    }

    private static EvolutionStep duplicate(EvolutionStep s) {
        return new EvolutionStep(
                s.round(), s.seed(), s.from(), s.operation(), s.evolved(), s.judgement(), s.answer(), "duplicate");
    }

    private static boolean isSpent(Budget budget, EvolutionState state) {
        return state.calls() >= budget.calls()
                || state.steps().stream().filter(EvolutionStep::isKept).count() >= budget.kept();
    }

    private static boolean isEnded(HashChain ledger) {
        return ledger.entries().getLast().path(EVENT).asText().equals("end");
    }

    private EvolutionState restored(HashChain ledger) throws IOException {
        ObjectNode begin = JsonNodeFactory.instance.objectNode().put(EVENT, "begin");
        begin.put("teacher", teacherName).put("seeds", seeds.size()).put("seeds_sha256", seedsHash());
        begin.put("prompts_sha256", promptsHash());
        begin.set("settings", settings.toJson());
        if (ledger.entries().isEmpty()) {
            ledger.append(begin);
        } else {
            requireSame(ledger.entries().getFirst(), begin);
        }
        EvolutionState state = new EvolutionState(settings, seeds);
        ledger.entries().stream()
                .filter(e -> e.path(EVENT).asText().equals("step"))
                .map(EvolutionStep::of)
                .forEach(state::take);
        return state;
    }

    private void requireSame(JsonNode there, ObjectNode now) {
        for (String name : List.of("teacher", "seeds_sha256", "prompts_sha256")) {
            if (!there.path(name).equals(now.path(name))) {
                throw differs(name.replace("_sha256", ""), there.path(name), now.path(name));
            }
        }
        now.path("settings").properties().forEach(e -> {
            JsonNode old = there.path("settings").path(e.getKey());
            if (!old.asText().equals(e.getValue().asText())) {
                throw differs(e.getKey(), old, e.getValue());
            }
        });
    }

    private FormatException differs(String what, JsonNode there, JsonNode now) {
        return new FormatException(
                "%s holds a run with other %s (%s, now %s); give this one a folder of its own, or go on as it was begun"
                        .formatted(folder, what, there.asText(), now.asText()));
    }

    private String seedsHash() {
        StringBuilder all = new StringBuilder();
        seeds.forEach(s -> all.append(s.id())
                .append('\0')
                .append(s.text())
                .append('\0')
                .append(s.answer())
                .append('\0'));
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private String promptsHash() {
        EvolutionPrompts prompts = new EvolutionPrompts(settings.profile(), settings.mostWords());
        StringBuilder all = new StringBuilder(prompts.judge("", ""));
        settings.profile().operations().forEach(o -> all.append(prompts.evolve(o, "")));
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private String write(EvolutionReport report, boolean withSeeds) throws IOException {
        StringBuilder lines = new StringBuilder();
        if (withSeeds) {
            seeds.stream()
                    .filter(s -> s.answer() != null)
                    .forEach(s -> lines.append(conversation(s, null)).append('\n'));
        }
        for (EvolutionStep step : report.steps()) {
            if (step.isKept()) {
                lines.append(conversation(EvolutionState.evolved(step), step)).append('\n');
            }
        }
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        Files.createDirectories(folder);
        OutputFile.write(folder.resolve(OUTPUT), bytes);
        OutputFile.write(folder.resolve(REPORT), report.markdown().getBytes(StandardCharsets.UTF_8));
        return Sha256.of(bytes);
    }

    private static ObjectNode conversation(Instruction of, @Nullable EvolutionStep step) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        var messages = line.putArray("messages");
        messages.addObject().put("role", "user").put("content", of.text());
        messages.addObject().put("role", "assistant").put("content", Objects.requireNonNull(of.answer()));
        line.put("id", of.id());
        if (step != null) {
            line.put("from", step.from()).put("operation", step.operation()).put("round", step.round());
        }
        return line;
    }
}
