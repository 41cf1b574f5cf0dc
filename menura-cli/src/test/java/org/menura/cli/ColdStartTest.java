package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a first token waits for. */
@Tag("slow")
class ColdStartTest {
    @TempDir
    private Path folder;

    /** Loading its classes takes a tenth of a second. */
    @Test
    @Timeout(120)
    void quantizedWeightsAreComputedWithoutTheVectorApiWhereMachineCodeCan() throws Exception {
        String config = Files.readString(Cli.stories().resolve("config.json"))
                .replaceAll("\"intermediate_size\": *\\d+", "\"intermediate_size\": 192"); // whole blocks of 32
        Path source = folder.resolve("model");
        Path model = folder.resolve("q8_0.gguf");
        Cli.Result made = Cli.run("init", Files.writeString(folder.resolve("config.json"), config), source);
        assertEquals(0, made.code(), made.err());
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(Cli.stories().resolve(file), source.resolve(file));
        }
        Cli.Result converted = Cli.run("convert", source, model, "--type", "q8_0");
        assertEquals(0, converted.code(), converted.err());
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

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
