package org.menura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
import org.menura.data.TextReader;
import org.menura.data.tokenizer.ByteLevelBpeTrainer;
import org.menura.data.tokenizer.SentencePieceBpeTrainer;
import org.menura.data.tokenizer.TokenizerProfile;
import org.menura.data.tokenizer.TrainedTokenizer;
import org.menura.data.tokenizer.UnigramTrainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura tokenizer}: makes tokenizers. */
@Command(
        name = "tokenizer",
        description = "Makes tokenizers.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "%nExamples:",
            "  menura tokenizer train --help",
            "  menura tokenizer train stories.txt --size 4096 -o tokenizer"
        },
        subcommands = TokenizerCommand.Train.class)
final class TokenizerCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Override
    public Integer call() {
        throw console.wrong("Say what to do: menura tokenizer train.");
    }

    /** Kinds of tokenizers. */
    enum Kind {
        BPE,
        SPM,
        UNIGRAM
    }

    /** {@code menura tokenizer train}. */
    @Command(
            name = "train",
            description = {
                "Learns a vocabulary from texts and writes tokenizer.json and tokenizer_config.json.",
                "bpe is byte-level BPE (GPT-2), spm is SentencePiece's BPE (Llama 2), unigram is SentencePiece's unigram."
            },
            footer = {
                "%nExample:",
                "  menura tokenizer train stories.txt --size 4096 \\",
                "    --token '<|user|>,<|assistant|>' -o tokenizer"
            })
    static final class Train implements Callable<Integer> {
        @Mixin
        private Console console = new Console();

        @Parameters(arity = "1..*", paramLabel = "TEXT", description = "Files of text, encoded in UTF-8.")
        private List<Path> texts = List.of();

        @Option(names = "--kind", defaultValue = "bpe", description = "bpe, spm or unigram (default: bpe).")
        private Kind kind = Kind.BPE;

        @Option(names = "--size", paramLabel = "N", required = true, description = "Entries of the vocabulary.")
        private int size;

        @Option(
                names = "--token",
                split = ",",
                paramLabel = "TOKEN",
                description = "Control tokens beside the one that ends a text, also several.")
        private List<String> tokens = new ArrayList<>();

        @Option(
                names = "--separator",
                paramLabel = "TEXT",
                defaultValue = "<|endoftext|>",
                description = "What stands between two documents (default: ${DEFAULT-VALUE}).")
        private String separator = "";

        @Option(
                names = "--bert",
                description = "Put texts between [CLS] and [SEP], and have a [MASK], as BERT needs it; with bpe.")
        private boolean bert;

        @Option(names = "--chat-template", paramLabel = "FILE", description = "A chat template to write beside it.")
        private @Nullable Path template;

        @Option(names = "--add-bos", description = "Begin each text with the token that begins one, also with bpe.")
        private boolean addBos;

        @Option(names = "--add-eos", description = "End each text with the token that ends one, as CLIP needs it.")
        private boolean addEos;

        @Option(names = "--max-length", paramLabel = "N", description = "Longest sequence of the model.")
        private @Nullable Integer maxLength;

        @Option(
                names = {"-o", "--out"},
                paramLabel = "FOLDER",
                required = true,
                description = "Folder to make.")
        private @Nullable Path out;

        @Override
        public Integer call() throws IOException {
            if (bert && kind != Kind.BPE) {
                throw console.wrong("--bert goes with --kind bpe only.");
            }
            TokenizerProfile profile = kind != Kind.BPE
                    ? TokenizerProfile.llama()
                    : bert ? TokenizerProfile.bert() : TokenizerProfile.endOfText();
            if (!tokens.isEmpty()) {
                profile = profile.withTokens(tokens.toArray(String[]::new));
            }
            if (addBos) {
                profile = profile.withAround(true, profile.addEos());
            }
            if (addEos) {
                profile = profile.withAround(profile.addBos(), true);
            }
            if (template != null) {
                profile = profile.withChatTemplate(Files.readString(template));
            }
            if (maxLength != null) {
                profile = profile.withModelMaxLength(maxLength);
            }
            List<String> documents = documents();
            TrainedTokenizer trained = switch (kind) {
                case BPE -> ByteLevelBpeTrainer.of(size, profile).train(documents);
                case SPM -> SentencePieceBpeTrainer.of(size, profile).train(documents);
                case UNIGRAM -> UnigramTrainer.of(size, profile).train(documents);
            };
            Path folder = Objects.requireNonNull(out);
            trained.write(folder);
            console.line("%s: %d entries".formatted(folder, trained.size()));
            return ExitCode.OK;
        }

        private List<String> documents() {
            List<String> documents = new ArrayList<>();
            for (Path file : texts) {
                try (Cursor<String> cursor = TextReader.separatedBy(separator).apply(file)) {
                    for (String d = cursor.next(); d != null; d = cursor.next()) {
                        documents.add(d);
                    }
                }
            }
            return documents;
        }
    }
}
