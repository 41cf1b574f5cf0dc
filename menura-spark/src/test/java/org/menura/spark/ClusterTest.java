package org.menura.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.data.engine.LocalRunner;
import org.menura.data.engine.PlanRun;
import org.menura.data.engine.RunListener;
import org.menura.data.engine.RunSettings;
import org.menura.data.plan.Plan;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.format.Sha256;
import org.menura.train.recipe.Recipe;
import org.menura.train.run.TrainingRun;

/** The same bytes here and on executors that are JVMs of their own, also where one of them is killed. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class ClusterTest {
    private static final String PLAN = """
            sources: [{path: in}]
            stages:
              - minhash: {}
              - quota: {limit: 200, seed: 5}
            sink: {documents: out, shards: 2}
            """;

    private static final String RECIPE = """
            model: {config: config.json}
            tokenizer: %s
            data: [{path: text.txt}]
            diloco: {replicas: 3, inner: 4}
            steps: 12
            batch: {sequences: 2, length: 16}
            schedule: {rate: 0.01}
            checkpoint: {every: 4, keep: 5}
            output: run
            """;

    @TempDir
    static Path folder;

    private static Path here;

    @BeforeAll
    static void here() throws IOException {
        here = workplace("here", 3);
        PlanRun.run(Plan.read(here.resolve("plan.yaml")), new LocalRunner(2), RunSettings.usual(2), RunListener.NONE);
        try (TrainingRun run = TrainingRun.begin(
                Recipe.read(here.resolve("recipe.yaml")),
                new org.menura.train.run.RunSettings(1, false, "null"),
                new TrainingRun.Listener() {})) {
            run.run(() -> false);
        }
        List<ContinuationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 2 * SparkModel.PIECE + 3; i++) {
            requests.add(new ContinuationRequest("Once upon a time " + i, " there was"));
        }
        List<Object> answers = new ArrayList<>();
        try (EvalModel model = ExecutorModels.open(model().toString(), 1)) {
            for (int i = 0; i < requests.size(); i += SparkModel.PIECE) {
                answers.addAll(model.logLikelihoods(
                        requests.subList(i, Math.min(requests.size(), i + SparkModel.PIECE)), AnswerSink.none()));
            }
        }
        Files.writeString(here.resolve("likelihoods"), answers.toString());
    }

    private static Path repository() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(at.resolve("testdata"))) {
            at = at.getParent();
        }
        return at;
    }

    private static Path model() {
        return repository().resolve("models/stories260K");
    }

    private static Path workplace(String name, int files) throws IOException {
        Path place = folder.resolve(name);
        Path documents = Files.createDirectories(place.resolve("in/documents"));
        Random random = new Random(3);
        List<List<String>> parts = new ArrayList<>();
        for (int f = 0; f < files; f++) {
            parts.add(new ArrayList<>());
        }
        String text = "";
        for (int i = 0; i < 400; i++) {
            if (i % 5 != 4) { // each fifth is nearly the one before
                StringBuilder words = new StringBuilder();
                for (int w = 0; w < 60; w++) {
                    words.append("w").append(random.nextInt(300)).append(' ');
                }
                text = words.toString();
            }
            parts.get((i * 7 + files) % files)
                    .add("{\"id\":\"d%d\",\"text\":\"%send\",\"source\":\"s\"}".formatted(i, text));
        }
        for (int f = 0; f < files; f++) {
            Files.write(documents.resolve("f%d.jsonl".formatted(f)), parts.get(f));
        }
        Files.writeString(place.resolve("plan.yaml"), PLAN);
        Files.writeString(place.resolve("recipe.yaml"), RECIPE.formatted(model()));
        StringBuilder story = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            story.append("Once there was a ")
                    .append(i % 7)
                    .append(" and it ran to ")
                    .append(i % 5)
                    .append(".\n\n");
        }
        Files.writeString(place.resolve("text.txt"), story);
        Files.writeString(place.resolve("config.json"), """
                {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 16,
                 "intermediate_size": 24, "num_hidden_layers": 1, "num_attention_heads": 2,
                 "max_position_embeddings": 64, "vocab_size": 512, "tie_word_embeddings": true}
                """);
        return place;
    }

    /** A folder as an installation of Spark has it: all that is asked for are its jars. */
    private static Path home() throws IOException {
        Path home = folder.resolve("spark-home");
        Path jars = home.resolve("jars");
        if (!Files.exists(jars)) {
            Files.createDirectories(jars);
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                Path jar = Path.of(entry);
                if (entry.endsWith(".jar") && !Files.exists(jars.resolve(jar.getFileName()))) {
                    Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar.toAbsolutePath());
                }
            }
        }
        return home;
    }

    private static SortedMap<String, String> results(Path place) throws IOException {
        SortedMap<String, String> hashes = new TreeMap<>();
        for (String part : List.of("out/documents", "run/model", "likelihoods")) {
            try (Stream<Path> all = Files.walk(place.resolve(part))) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    hashes.put(place.relativize(file).toString(), Sha256.of(file));
                }
            }
        }
        return hashes;
    }

    private static void same(int executors, boolean kills, int files) throws IOException, InterruptedException {
        Path place = workplace("on-%d-%s".formatted(executors, kills), files);
        Path log = place.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                ClusterScenario.class.getName(),
                Integer.toString(executors),
                Boolean.toString(kills),
                place.toString(),
                model().toString());
        builder.directory(place.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("SPARK_HOME", home().toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.start();
        int code = process.waitFor();
        String said = Files.readString(log);
        assertEquals(0, code, said.substring(Math.max(0, said.length() - 6000)));
        String[] pids = Files.readString(place.resolve("pids"))
                .replaceAll("[\\[\\] ]", "")
                .split(",");
        assertEquals(executors, pids.length);
        assertTrue(!List.of(pids).contains(Long.toString(process.pid())));
        assertEquals(results(here), results(place));
    }

    /** With {@code -Dexecutors=1,4} on others than two. */
    static IntStream executors() {
        return Stream.of(System.getProperty("executors", "2").split(",")).mapToInt(Integer::parseInt);
    }

    @ParameterizedTest
    @MethodSource("executors")
    void anyNumberOfExecutorsGivesTheSameBytes(int executors) throws IOException, InterruptedException {
        assertTrue(results(here).size() > 4, results(here).toString());
        same(executors, false, 5 + executors);
    }

    @Test
    void anExecutorMayBeKilled() throws IOException, InterruptedException {
        same(2, true, 5);
    }
}
