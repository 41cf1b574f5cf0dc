package org.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.cli.Main;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;

/**
 * What docs/extend.md says: classes of another package, named in {@code META-INF/services}, work with the command as
 * Menura's own do. The command runs in processes of its own, so that no other test sees them.
 */
@Tag("slow")
class ExtensionsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path STORIES = ROOT.resolve("models/stories260K");
    private static final Pattern QUOTE = Pattern.compile("<!-- from: (\\S+) -->\n```\\w*\n(.*?)```\n", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private Path classPath = ROOT.resolve("menura-cli/src/test/extension");

    /** Runs the command with the extensions on its class path, and returns what it prints. */
    private String menura(int code, Object... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                Main.class.getName()));
        List.of(args).forEach(a -> command.add(a.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(code != 0);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path") + File.pathSeparator + classPath);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), printed);
        return printed;
    }

    private String text(Path model, Object... options) throws IOException, InterruptedException {
        List<Object> args = new ArrayList<>(List.of("run", model, "-p", "Once", "-n", 30, "--threads", 1));
        args.addAll(List.of(options));
        return menura(0, args.toArray());
    }

    @Test
    void anArchitectureIsMadeRunAndConverted() throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("config.json"), """
                {"model_type": "nope", "vocab_size": 512, "hidden_size": 32, "intermediate_size": 64,
                 "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
                 "max_position_embeddings": 64, "bos_token_id": 1, "eos_token_id": 2}
                """);
        Path model = folder.resolve("model");
        menura(0, "init", config, model, "--seed", 7);
        for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(STORIES.resolve(name), model.resolve(name));
        }
        String text = text(model, "--greedy");
        assertTrue(text.length() > "Once".length(), text);

        Path file = folder.resolve("model.gguf");
        menura(0, "convert", model, file, "--type", "f32");
        assertEquals(text, text(file, "--greedy"));
        assertTrue(menura(0, "models").lines().anyMatch(l -> l.matches("NoPE +decoder +nope +nope +2305.19466")));
    }

    @Test
    void aSamplingStageHasItsPlaceInTheOrder() throws IOException, InterruptedException {
        String plain = text(STORIES, "--temp", 0);
        assertEquals(plain, text(STORIES, "--temp", 0, "--samplers", "no_repeat=30;temperature"));
        assertNotEquals(plain, text(STORIES, "--temp", 0, "--samplers", "no_repeat=1;temperature"));
        String message = menura(2, "run", STORIES, "-p", "Once", "--samplers", "top_k;no_repeat=x");
        assertTrue(message.contains("no_repeat=N needs a length from 1 to 99, not 'x'"), message);
        assertTrue(
                menura(2, "run", STORIES, "-p", "Once", "--samplers", "other").contains("temperature, no_repeat"));
    }

    @Test
    void aSamplingStageIsGivenToTheBuilder() {
        SamplingParams params = SamplingParams.builder()
                .temperature(0)
                .stage("no_repeat", new NoRepeat(1))
                .build();
        Sampler sampler = new Sampler(params);
        int[] chosen = IntStream.range(0, 4)
                .map(_ -> {
                    int token = sampler.sample(new float[] {1, 4, 3, 2});
                    sampler.accept(token);
                    return token;
                })
                .toArray();
        assertArrayEquals(new int[] {1, 2, 3, 0}, chosen);
    }

    @ParameterizedTest
    @CsvSource({
        "org.menura.model.load.FamilyProvider, models",
        "org.menura.model.gguf.GgufFamily, models",
        "org.menura.train.run.objective.Objective, train --explain",
        "org.menura.train.optim.OptimizerType, train --explain"
    })
    void aWrongServiceFileIsNamed(String type, String command) throws IOException, InterruptedException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(type), "org.example.Missing\n");
        classPath = folder;
        assertTrue(menura(1, (Object[]) command.split(" "))
                .contains(
                        "menura: an extension on the class path can't be loaded: %s: Provider org.example.Missing not found; mend its META-INF/services/%s"
                                .formatted(type, type)));
    }

    @Test
    void whatIsQuotedStandsInTheSources() throws IOException {
        Matcher quotes =
                QUOTE.matcher(Files.readString(ROOT.resolve("docs/extend.md")).replace("\r\n", "\n"));
        int count = 0;
        while (quotes.find()) {
            String source = Files.readString(ROOT.resolve(quotes.group(1))).replace("\r\n", "\n");
            assertTrue(source.contains(quotes.group(2)), quotes.group(1) + " has other code than\n" + quotes.group(2));
            count++;
        }
        assertTrue(count >= 5, "quotes: " + count);
    }
}
