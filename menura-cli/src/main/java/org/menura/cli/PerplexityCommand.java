package org.menura.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.bench.Perplexity;
import org.menura.generate.load.LoadedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura perplexity}: how well a model predicts a text. */
@Command(
        name = "perplexity",
        description = "Measures how well a model predicts a text, as llama.cpp's tool of this name does.",
        footer = {
            "%nExamples:",
            "  menura perplexity Llama-3.2-1B-Q4_K_M.gguf --file wiki.test.raw",
            "  menura perplexity models/stories260K --file stories.txt --ctx-size 256 \\",
            "    --stride 64",
            "  menura perplexity models/nano --file held-out.txt --separator '<|endoftext|>'"
        })
final class PerplexityCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE",
            description = "The text, encoded in UTF-8.")
    private @Nullable Path file;

    @Option(
            names = {"-c", "--ctx-size"},
            paramLabel = "N",
            defaultValue = "512",
            description = "Tokens per chunk (default: ${DEFAULT-VALUE}).")
    private int context;

    @Option(
            names = {"--stride", "--ppl-stride"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Tokens from window to window instead of chunks (default: 0, chunks).")
    private int stride;

    @Option(
            names = "--separator",
            paramLabel = "TEXT",
            description = "The file holds documents with TEXT between them; measure each by itself, every token once.")
    private @Nullable String separator;

    @Override
    public Integer call() {
        Path text = Objects.requireNonNull(file);
        LoadedModel bundle = LoadedModel.open(model.path(), model.backend());
        if (!(bundle instanceof LoadedModel.Decoder decoder)) {
            throw new FormatException(bundle.source().path() + " is no decoder, and only those have a perplexity");
        }
        Perplexity.Listener listener =
                (done, _, perplexity) -> console.stream(String.format(Locale.ROOT, "[%d]%.4f,", done, perplexity));
        Perplexity.Result result = separator == null
                ? Perplexity.measure(decoder, PromptOptions.read(text), context, stride, listener)
                : Perplexity.ofDocuments(decoder, documents(PromptOptions.read(text), separator), context, listener);
        console.line("");
        console.line(String.format(
                Locale.ROOT,
                "Final estimate: PPL = %.4f +/- %.5f, %.4f bits per byte, over %d tokens",
                result.perplexity(),
                result.error(),
                result.bitsPerByte(),
                result.tokens()));
        return 0;
    }

    private List<String> documents(String text, String between) {
        if (stride != 0 || between.isEmpty()) {
            throw console.wrong("--separator needs a text, and goes without --stride");
        }
        return Stream.of(text.split(Pattern.quote(between)))
                .map(String::strip)
                .filter(d -> !d.isEmpty())
                .toList();
    }
}
