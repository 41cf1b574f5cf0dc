package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class InitCommandTest {
    @TempDir
    private Path folder;

    private Path init(String name, Object... more) {
        Path out = folder.resolve(name);
        Object[] args = {"init", Cli.stories().resolve("config.json"), out};
        Object[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        Cli.Result result = Cli.run(all);
        assertEquals(0, result.code(), result.err());
        return out;
    }

    private static byte[] weights(Path model) throws IOException {
        return Files.readAllBytes(model.resolve("model.safetensors"));
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        byte[] first = weights(init("a", "--seed", 5));
        assertArrayEquals(first, weights(init("b", "--seed", 5)));
        assertFalse(Arrays.equals(first, weights(init("c", "--seed", 6))));
        assertFalse(Files.exists(folder.resolve("a.part")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixtral-4e", "mamba2", "rwkv4", "gpt2", "bert-mlm", "t5-gated-gelu"})
    void modelsOfAllKindsLoadAgain(String golden) {
        Path out = folder.resolve("model");
        Path config = Cli.data("golden").resolve(golden).resolve("config.json");
        assertEquals(0, Cli.run("init", config, out, "--dtype", "bf16").code());
        Cli.Result info = Cli.run("info", out);
        assertTrue(info.out().contains("BF16"), info.out() + info.err());
    }

    @Test
    void whatIsThereIsNotOverwritten() throws IOException {
        Path out = init("a", "--seed", 1);
        byte[] before = weights(out);
        Cli.Result again = Cli.run("init", Cli.stories().resolve("config.json"), out, "--seed", 2);
        assertEquals(1, again.code());
        assertTrue(again.err().contains("exists already"), again.err());
        assertArrayEquals(before, weights(out));
    }

    @Test
    void anUnknownArchitectureIsOneSentence() throws IOException {
        Path config = Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"perceptron\"}");
        Cli.Result result = Cli.run("init", config, folder.resolve("out"));
        assertEquals(1, result.code());
        assertTrue(result.err().contains("perceptron"), result.err());
        assertFalse(Files.exists(folder.resolve("out")));
    }
}
