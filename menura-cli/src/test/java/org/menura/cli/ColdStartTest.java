package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.gguf.GgufFile;

/** What a first token waits for. */
@Tag("slow")
class ColdStartTest {
    /** Reference cases whose names are not those of architectures in GGUF files; a mixture may be called {@code llama}, too. */
    private static final Map<String, String> CASES = Map.ofEntries(
            Map.entry("llama", "llama-gqa"),
            Map.entry("gemma3", "gemma3-text"),
            Map.entry("phi2", "phi"),
            Map.entry("qwen3moe", "qwen3-moe"),
            Map.entry("gptneox", "gpt-neox"),
            Map.entry("falcon", "falcon-7b-style"),
            Map.entry("starcoder", "gpt-bigcode"),
            Map.entry("llama of experts", "mixtral-4e"));

    /** Configs of those whose reference cases have none. */
    private static final Map<String, String> CONFIGS = Map.of("rwkv6", """
            {"model_type": "rwkv6", "vocab_size": 512, "hidden_size": 64, "head_size": 16, "num_hidden_layers": 2,
             "mix_low_rank_dim": 32, "decay_low_rank_dim": 32}""", "rwkv7", """
            {"model_type": "rwkv7", "vocab_size": 512, "hidden_size": 64, "head_size": 16, "num_hidden_layers": 2,
             "decay_low_rank_dim": 32, "a_low_rank_dim": 32, "v_low_rank_dim": 32, "gate_low_rank_dim": 32}""");

    @TempDir
    private Path folder;

    /** Architectures that the launcher starts without the optimising compiler. */
    static List<String> architectures() throws IOException {
        Matcher list = Pattern.compile("for menura_name in (llama [a-z0-9 \\\\\n]+); do")
                .matcher(Files.readString(Cli.repository().resolve(".mvn/start.sh")));
        assertTrue(list.find());
        List<String> names = new ArrayList<>(List.of(list.group(1).split("[ \\\\\n]+")));
        names.add("llama of experts");
        return names;
    }

    /** Loading its classes takes a tenth of a second, and without the optimising compiler it is a hundred times slower. */
    @ParameterizedTest
    @MethodSource("architectures")
    @Timeout(120)
    void quantizedWeightsAreComputedWithoutTheVectorApiWhereMachineCodeCan(String architecture) throws Exception {
        Path model = quantized(architecture);
        Path loaded = folder.resolve("loaded.txt");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports",
                "java.base/jdk.internal.module=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-Xlog:class+load:file=" + loaded,
                Main.class.getName(),
                "run",
                model.toString(),
                "-p",
                "Once upon a time there was a little dog that liked to play in the garden with a red ball all day long.",
                "-n",
                "4"));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Path said = folder.resolve("said.txt");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        assertEquals(0, process.waitFor(), () -> read(said));
        String classes = read(loaded);
        assumeTrue(classes.contains("org.menura.x86.FamilyProduct "), "this processor gets no machine code");
        try (Stream<String> lines = classes.lines()) {
            assertEquals(
                    List.of(),
                    lines.filter(line -> line.contains(" jdk.incubator.vector."))
                            .limit(5)
                            .toList());
        }
    }

    /** A model of random weights, in whole blocks of 32. */
    private Path quantized(String architecture) throws IOException {
        String config = CONFIGS.containsKey(architecture) ? CONFIGS.get(architecture) : config(architecture);
        Path source = folder.resolve("model");
        Cli.Result made = Cli.run("init", Files.writeString(folder.resolve("config.json"), config), source);
        assertEquals(0, made.code(), made.err());
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(Cli.stories().resolve(file), source.resolve(file));
        }
        Path model = folder.resolve("q8_0.gguf");
        Cli.Result converted = Cli.run("convert", source, model, "--type", "q8_0");
        assertEquals(0, converted.code(), converted.err());
        assertEquals(architecture.split(" ")[0], GgufFile.open(model).text("general.architecture"));
        return model;
    }

    private static String config(String architecture) throws IOException {
        Path reference = Cli.data("golden").resolve(CASES.getOrDefault(architecture, architecture));
        return Files.readString(reference.resolve("config.json"))
                .replaceAll("\"vocab_size\": *\\d+", "\"vocab_size\": 512")
                .replaceAll("\"hidden_size\": *\\d+", "\"hidden_size\": 64")
                .replaceAll("\"head_dim\": *\\d+", "\"head_dim\": 16")
                .replaceAll("\"time_step_rank\": *\\d+", "\"time_step_rank\": 8")
                .replaceAll(
                        "\"intermediate_size\": *\\d+",
                        "\"intermediate_size\": " + (architecture.equals("mamba") ? 128 : 192));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
