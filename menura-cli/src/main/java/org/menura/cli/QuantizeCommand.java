package org.menura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufQuantizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code menura quantize}: other types for the tensors of a GGUF file. */
@Command(
        name = "quantize",
        description = "Writes a GGUF file anew with tensors of another type, chosen as llama.cpp's tool chooses them.",
        footer = {"%nExamples:", "  menura quantize Qwen3-0.6B-F16.gguf Qwen3-0.6B-Q4_K_M.gguf Q4_K_M"})
final class QuantizeCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Parameters(index = "0", paramLabel = "IN.gguf", description = "File or pulled model to read.")
    private String in = "";

    @Parameters(index = "1", paramLabel = "OUT.gguf", description = "File to write.")
    private @Nullable Path out;

    @Parameters(index = "2", paramLabel = "TYPE", description = "Q4_K_M, Q5_K_M, Q6_K, Q8_0, Q4_0, F16, BF16, …")
    private String type = "";

    @Override
    public Integer call() throws IOException {
        Path from = ModelOptions.find(in);
        Path to = Objects.requireNonNull(out);
        FileType fileType = GgufTypes.parse(type, console);
        if (Files.exists(to) && Files.isSameFile(from, to)) {
            throw console.wrong("IN and OUT are the same file; write to another one");
        }
        GgufQuantizer.quantize(GgufFile.open(from), to, fileType, GgufTypes.progress(console));
        console.line(
                "wrote %s: %s, before %s".formatted(to, Units.bytes(Files.size(to)), Units.bytes(Files.size(from))));
        return 0;
    }
}
