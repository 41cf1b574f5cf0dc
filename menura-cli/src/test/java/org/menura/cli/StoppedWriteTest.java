package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that write models leave nothing behind when they are stopped. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS) // where a process is ended without being asked
class StoppedWriteTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"convert model out.gguf --type Q4_K_M", "convert model out --to hf --type F32"})
    void nothingIsLeftOfWhatWasNotFinished(String command) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("config.json"), """
                {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 8192, "hidden_size": 1024,
                 "intermediate_size": 2048, "num_hidden_layers": 4, "num_attention_heads": 8, "num_key_value_heads": 8,
                 "max_position_embeddings": 64, "rms_norm_eps": 1e-5}
                """);
        Cli.Result made = Cli.run("init", folder.resolve("config.json"), folder.resolve("model"), "--dtype", "f16");
        assertEquals(0, made.code(), made.err());
        Process process = ChildProcess.start(folder, "", command.split(" "));
        while (process.isAlive() && left().isEmpty()) {
            Thread.sleep(2);
        }
        process.destroy();
        int code = process.waitFor();
        assumeTrue(code != 0, "it was done before it could be stopped");
        assertEquals(List.of(), left(), ChildProcess.printed(folder));
        assertFalse(ChildProcess.printed(folder).contains("Exception"), ChildProcess.printed(folder));
    }

    private List<String> left() throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            return content.map(p -> p.getFileName().toString())
                    .filter(n -> n.startsWith("out"))
                    .toList();
        }
    }
}
