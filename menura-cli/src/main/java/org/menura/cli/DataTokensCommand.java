package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.menura.data.ShardBuild;
import org.menura.data.TextTokenizer;
import org.menura.data.dolma.RawTokenWriter;
import org.menura.data.engine.TokenRun;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.ModelTokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura data tokens}. */
@Command(
        name = "tokens",
        description = {
            "Tokenizes documents into files of tokens: Menura's shards, Dolma's .npy, or datatrove's .ds.",
            "Documents stand in their order, each ended by the tokenizer's end of sequence."
        },
        footer = {
            "%nExamples:",
            "  menura data tokens clean --tokenizer tokenizer -o tokens",
            "  menura data tokens clean --tokenizer tokenizer --format dolma -o tokens"
        })
final class DataTokensCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 600;
    private static final long EVERY = 10_000;

    /** Whose files. */
    enum Format {
        MENURA,
        DOLMA,
        DATATROVE
    }

    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Parameters(arity = "1..*", paramLabel = "DOCUMENTS", description = "Folders, files or patterns.")
    private List<String> documents = List.of();

    @Option(
            names = "--tokenizer",
            paramLabel = "MODEL",
            required = true,
            description = "A folder with a tokenizer, or a model.")
    private @Nullable String tokenizer;

    @Option(names = "--format", defaultValue = "menura", description = "menura, dolma or datatrove (default: menura).")
    private Format format = Format.MENURA;

    @Option(names = "--no-eos", description = "Don't end documents with the end of sequence.")
    private boolean noEos;

    @Option(
            names = "--tokens-per-file",
            paramLabel = "N",
            defaultValue = "134217728",
            description = "Tokens at which a file is closed (default: 2^27).")
    private long most;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FOLDER",
            required = true,
            description = "Folder for the files.")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        if (most < 1 || most > 1 << 30) {
            throw console.wrong("--tokens-per-file must be 1 to 2^30, not %d.".formatted(most));
        }
        Path model = ModelArgument.find(Objects.requireNonNull(tokenizer));
        Tokenizer loaded = ModelTokenizer.tokenizer(model);
        AtomicBoolean stopped = new AtomicBoolean();
        ShardBuild.Progress progress = (examples, _, tokens) -> {
            if (examples % EVERY == 0) {
                console.note("%s, %s"
                        .formatted(TrainProgress.count(examples, "document"), TrainProgress.count(tokens, "token")));
            }
        };
        Path folder = Objects.requireNonNull(out);
        try (CtrlC _ = CtrlC.watch(() -> stopped.set(true), PATIENCE_SECONDS)) {
            TokenRun run =
                    TokenRun.of(documents, new TextTokenizer(loaded, false, !noEos), threads.threads(), stopped::get);
            TokenRun.Made made = switch (format) {
                case MENURA -> run.shards(folder, most, progress);
                case DOLMA -> run.raw(folder, RawTokenWriter.Layout.DOLMA, model.toString(), most, progress);
                case DATATROVE -> run.raw(folder, RawTokenWriter.Layout.DATATROVE, model.toString(), most, progress);
            };
            made.files().forEach(file -> console.line(file.toString()));
            console.line("%s, %s"
                    .formatted(
                            TrainProgress.count(made.documents(), "document"),
                            TrainProgress.count(made.tokens(), "token")));
            return ExitCode.OK;
        } catch (CancellationException e) {
            console.note("stopped");
            return ExitCode.SOFTWARE;
        }
    }
}
