package org.menura.world.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Origin;
import org.menura.agent.memory.Memory;
import org.menura.agent.memory.MemoryStream;
import org.menura.agent.memory.Recall;
import org.menura.agent.memory.Span;
import org.menura.agent.memory.TextAnalysis;
import org.menura.format.FormatException;
import org.menura.generate.embed.Embedder;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.world.claims.Rows;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.SuiteValues;

/**
 * The memory tasks of BFCL v4: long talks, each turn of which becomes a memory, and later questions whose answer stands in one of them. The
 * metrics {@code recall@1} and {@code recall@5} say whether a turn that holds the answer was recalled, whoever the agent is; the score is
 * the agent's answer, a quote of what was recalled.
 */
public final class MemorySuite implements Suite {
    private static final Set<String> TALKS = Set.of("scenario", "turns");
    private static final Set<String> QUESTIONS = Set.of("scenario", "question", "answers", "source_turns");
    private static final List<String> WAYS = List.of("words", "relevance", "vectors", "generative-agents");
    private static final int DEFAULT_COUNT = 5;
    private static final int MOST_COUNT = 1_000_000;

    private final SuiteValues values;

    /** Creates the suite with usual options. */
    public MemorySuite() {
        this(new SuiteValues("memory", Map.of()));
    }

    private MemorySuite(SuiteValues values) {
        this.values = values;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String description() {
        return "BFCL's memory: what was said long ago is recalled, and the answer found in it";
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put(
                "recall",
                "words (BM25), relevance (with stems and neighbours; the default), vectors, or generative-agents");
        options.put("count", "memories that the agent reads; 5 unless given");
        options.put("embedder", "folder of a model of sentence embeddings, for vectors");
        return options;
    }

    @Override
    public Suite with(Map<String, String> options) {
        return new MemorySuite(
                new SuiteValues(name(), options).checked(options().keySet()));
    }

    @Override
    public boolean reads(Path folder) {
        return Rows.hold(folder, TALKS) && Rows.hold(folder, QUESTIONS);
    }

    @Override
    public String files() {
        return Rows.needed(TALKS) + ", and " + Rows.needed(QUESTIONS);
    }

    @Override
    public List<? extends SuiteTask> tasks(Path folder) throws IOException {
        String way = values.oneOf("recall", "relevance", WAYS);
        int count = values.whole("count", DEFAULT_COUNT, 1, MOST_COUNT);
        Map<String, MemoryStream> streams = streams(folder, way);
        return Rows.read(folder, QUESTIONS, row -> {
            MemoryStream stream = streams.get(row.text("scenario"));
            if (stream == null) {
                throw new FormatException(
                        "%s: no conversation is of the scenario %s".formatted(row.where(), row.text("scenario")));
            }
            List<Memory> recalled =
                    recall(way, stream).recall(stream, row.text("question"), Math.max(count, 5), now()).stream()
                            .map(Recall.Hit::memory)
                            .toList();
            return new MemoryTask(
                    row.id(),
                    row.text("scenario"),
                    row.text("question"),
                    row.texts("answers"),
                    new HashSet<>(row.texts("source_turns")),
                    recalled,
                    count);
        });
    }

    private static Instant now() {
        return Instant.EPOCH.plusSeconds(1L << 32);
    }

    private static Recall recall(String way, MemoryStream stream) {
        return switch (way) {
            case "words" -> Recall.byWords();
            case "relevance" -> Recall.byRelevance(stream);
            case "vectors" -> Recall.byVectors();
            case "generative-agents" -> Recall.generativeAgents(stream);
            default -> throw new IllegalArgumentException(way);
        };
    }

    private Map<String, MemoryStream> streams(Path folder, String way) throws IOException {
        String embedder = values.given("embedder");
        if (way.equals("vectors") && embedder == null) {
            throw new FormatException(
                    "recall by vectors needs the option embedder, the folder of a model of sentence embeddings");
        }
        @Nullable
        Embedder model = embedder == null ? null : Embedder.open(Path.of(embedder), null, true, new CpuBackend());
        TextAnalysis analysis = way.equals("words") ? TextAnalysis.STANDARD : TextAnalysis.ENGLISH;
        Map<String, MemoryStream> streams = new LinkedHashMap<>();
        long second = 0;
        for (Talk talk : Rows.read(folder, TALKS, Talk::of)) {
            MemoryStream stream =
                    streams.computeIfAbsent(talk.scenario(), _ -> new MemoryStream(analysis, model, _ -> {}));
            for (int turn = 0; turn < talk.turns().size(); turn++) {
                Span span = Span.of(talk.id(), turn, Origin.USER, talk.turns().get(turn));
                stream.remember(Memory.of(span, Instant.EPOCH.plusSeconds(second++), Memory.MUNDANE));
            }
        }
        return streams;
    }

    private record Talk(String id, String scenario, List<String> turns) {
        static Talk of(Rows.Row row) {
            return new Talk(row.id(), row.text("scenario"), new ArrayList<>(row.texts("turns")));
        }
    }
}
