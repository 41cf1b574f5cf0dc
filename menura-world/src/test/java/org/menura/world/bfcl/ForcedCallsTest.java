package org.menura.world.bfcl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.act.ArgumentCheck;
import org.menura.agent.act.Tool;
import org.menura.agent.act.ToolSources;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.LocalMind;
import org.menura.agent.mind.MindException;
import org.menura.agent.mind.Prompt;
import org.menura.agent.mind.Thought;
import org.menura.chat.Message;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.json.Json;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import org.menura.generate.constrain.json.SchemaException;
import org.menura.generate.sample.SamplingParams;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.dtype.DType;
import org.menura.world.Suites;
import org.menura.world.suite.Question;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteTask;

/**
 * What a mind of random weights is asked for as agents ask it, calls of tools, are calls of those tools with arguments that
 * another validator finds valid: functions of the leaderboard and Menura's own tools, in the forms of many chat templates.
 * {@code -Dforced.calls=100000} asks for more, {@code -Dforced.seed=…} for others, {@code -Dforced.data=FOLDER:…} takes the tools
 * of all suites that these folders hold, {@code -Dforced.templates=…}, a regular expression, some templates alone.
 */
class ForcedCallsTest {
    private static final String CONFIG = """
            {"model_type": "llama", "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1,
             "num_attention_heads": 2, "num_key_value_heads": 1, "vocab_size": 512, "max_position_embeddings": 32768}""";

    private static final int AT_ONCE = 8;
    private static final int PER_TEMPLATE = 400;
    /** One prompt of so many tells of the tools as an agent's does; they are long, and what is forced does not depend on them. */
    private static final int TOLD = 25;

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @TempDir
    private Path folder;

    private final Map<JsonNode, Schema> judges = new ConcurrentHashMap<>();

    /** What came of one question. */
    private record Told(int calls, String malformed, String refused, String cut) {}

    @Test
    @Tag("slow")
    void noCallIsMalformed() throws Exception {
        List<List<ToolDefinition>> boxes = boxes();
        List<Path> templates = templates();
        Path weights = folder.resolve("model");
        ModelFolder.initialize(
                weights, Json.parse(CONFIG, "config"), "test", 1, DType.F32, new CpuBackend(CpuOptions.fastest()));
        for (String file : List.of("tokenizer.json", "tokenizer_config.json", "tokenizer.model")) {
            Path from = repository().resolve("models/stories260K").resolve(file);
            if (Files.exists(from)) {
                Files.copy(from, weights.resolve(file));
            }
        }
        int wanted = Integer.getInteger("forced.calls", 300);
        long seed = Long.getLong("forced.seed", 0);
        int perTemplate = Math.min(PER_TEMPLATE, Math.max(20, wanted / templates.size()));
        int answers = 0;
        int calls = 0;
        Map<String, Integer> refused = new TreeMap<>();
        Map<String, Integer> cut = new TreeMap<>();
        Set<String> used = new LinkedHashSet<>();
        List<String> malformed = new ArrayList<>();
        for (int round = 0; calls < wanted; round++) {
            Path template = templates.get(round % templates.size());
            LoadOptions options = LoadOptions.defaults()
                    .withBackend(new CpuBackend(CpuOptions.fastest().withThreads(1)))
                    .withChatTemplate(Files.readString(template));
            try (LocalMind mind = LocalMind.of(Menura.load(weights, options))) {
                for (Told told : ask(mind, boxes, perTemplate, seed)) {
                    answers++;
                    calls += told.calls;
                    if (!told.malformed.isEmpty()) {
                        malformed.add(template.getParent().getFileName() + ": " + told.malformed);
                    }
                    if (!told.refused.isEmpty()) {
                        refused.merge(told.refused, 1, Integer::sum);
                    }
                    if (!told.cut.isEmpty()) {
                        cut.merge(template.getParent().getFileName() + ": " + told.cut, 1, Integer::sum);
                    }
                }
            }
            seed += perTemplate;
            used.add(String.valueOf(template.getParent().getFileName()));
        }
        int others = cut.values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf(
                "forced calls: %d answers, %d calls, %d malformed; %d templates, %d sets of tools; refused by keyword: %s;"
                        + " no answer: %s%n",
                answers, calls, malformed.size(), used.size(), boxes.size(), refused, cut);
        assertEquals(List.of(), malformed.stream().limit(5).toList());
        assertTrue(others * 20 <= answers, cut.toString());
    }

    private List<Told> ask(LocalMind mind, List<List<ToolDefinition>> boxes, int count, long seed) throws Exception {
        LocalMind drawing = mind.withSampling(SamplingParams.builder()
                        .temperature(1)
                        .topK(0)
                        .topP(1)
                        .minP(0)
                        .build())
                .withMaxTokens(160);
        List<Told> out = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Told>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long s = seed + i;
                List<ToolDefinition> tools = boxes.get((int) Math.floorMod(s * 7919, boxes.size()));
                running.add(pool.submit(() -> one(drawing, tools, s)));
            }
            for (Future<Told> told : running) {
                out.add(told.get());
            }
        }
        return out;
    }

    private Told one(LocalMind mind, List<ToolDefinition> tools, long seed) throws InterruptedException {
        int min = (int) Math.floorMod(seed, 3);
        int max = Math.max(1, min) + (int) Math.floorMod(seed / 3, 3);
        Prompt prompt = new Prompt(List.of(Message.user("Once")), seed % TOLD == 0 ? tools : List.of());
        Thought thought;
        try {
            thought = mind.think(prompt, new Ask.Calls(tools, min, max), seed);
        } catch (MindException e) {
            return e.getCause() instanceof SchemaException refused
                    ? new Told(0, "", refused.keyword() + " " + refused.getMessage(), "")
                    : new Told(0, "", "", String.valueOf(e.getMessage()).replaceAll("\\d+", "#"));
        }
        int calls = thought.calls().size();
        String malformed = calls < min || calls > max ? calls + " calls, not " + min + " to " + max : "";
        for (ToolCall call : thought.calls()) {
            Optional<ToolDefinition> tool =
                    tools.stream().filter(t -> t.name().equals(call.name())).findFirst();
            JsonNode arguments = ArgumentCheck.json(call.arguments());
            if (tool.isEmpty() || !isValid(tool.get().parameters(), arguments)) {
                malformed = call + " of " + tool;
            }
        }
        return new Told(calls, malformed, "", "");
    }

    private boolean isValid(JsonNode schema, JsonNode value) {
        Schema judge = judges.computeIfAbsent(schema, s -> REGISTRY.getSchema(s.toString(), InputFormat.JSON));
        return judge.validate(value.toString(), InputFormat.JSON).isEmpty();
    }

    private static Path repository() {
        Path at = Path.of("").toAbsolutePath();
        while (at.getParent() != null && !Files.isDirectory(at.resolve("testdata"))) {
            at = at.getParent();
        }
        return at;
    }

    private static List<Path> templates() throws IOException {
        try (Stream<Path> all = Files.list(repository().resolve("testdata/templates"))) {
            return all.map(f -> f.resolve("chat_template.jinja"))
                    .filter(Files::exists)
                    .filter(f -> f.toString().matches(".*" + System.getProperty("forced.templates", "") + ".*"))
                    .sorted()
                    .toList();
        }
    }

    /** The sets of tools that are asked for. */
    private List<List<ToolDefinition>> boxes() throws Exception {
        Set<List<ToolDefinition>> boxes = new LinkedHashSet<>();
        boxes.add(own());
        String folders = System.getProperty("forced.data");
        for (Path data : folders == null
                ? List.of(cases())
                : Stream.of(folders.split(":")).map(Path::of).toList()) {
            for (Suite suite : Suites.all()) {
                if (suite.reads(data)) {
                    for (SuiteTask task : suite.tasks(data)) {
                        Question question = task.begin(0).next().orElseThrow();
                        if (question.ask() instanceof Ask.Calls(List<ToolDefinition> tools, int min, int max)) {
                            boxes.add(tools);
                        }
                    }
                }
            }
        }
        return List.copyOf(boxes);
    }

    /** Menura's own tools. */
    private List<ToolDefinition> own() throws Exception {
        try (ToolSources.Opened opened =
                ToolSources.open(List.of("calculator", "clock", "files", "http: example.org"), folder, true)) {
            return opened.tools().stream().map(Tool::definition).toList();
        }
    }

    /** The leaderboard's functions that lie among the tests. */
    private Path cases() throws IOException {
        Path data = Files.createDirectories(folder.resolve("bfcl"));
        Map<String, StringBuilder> files = new TreeMap<>();
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("verdicts.jsonl"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                ObjectNode row = (ObjectNode) Json.parse(line, "case");
                row.set("question", Json.parse("[[{\"role\": \"user\", \"content\": \"?\"}]]", "question"));
                files.computeIfAbsent(row.get("category").asText(), _ -> new StringBuilder())
                        .append(row)
                        .append('\n');
            }
        }
        for (Map.Entry<String, StringBuilder> file : files.entrySet()) {
            Files.writeString(data.resolve(file.getKey() + ".jsonl"), file.getValue());
        }
        return data;
    }
}
