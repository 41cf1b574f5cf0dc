package org.menura.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Approval;
import org.menura.agent.mind.LocalMind;
import org.menura.agent.mind.Mind;
import org.menura.agent.mind.Minds;
import org.menura.agent.run.RunInfo;
import org.menura.agent.run.RunOutcome;
import org.menura.generate.LanguageModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an agent thinks with, and how a person is asked. */
final class AgentOptions implements AutoCloseable {
    /** A file of a run's folder with the model that was named for it. */
    private static final String MODEL = "model.txt";

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description =
                    "The model that it thinks with: a folder, a GGUF file, the name of a model that was pulled, or the"
                            + " address of an API like OpenAI's, with its model behind a #: http://localhost:8080/v1#qwen (default:"
                            + " the one that was named for the run before, else the application's own or the one that comes with Menura).")
    private @Nullable String model;

    @Option(
            names = "--api-key-env",
            paramLabel = "NAME",
            defaultValue = "OPENAI_API_KEY",
            description = "Environment variable with the key of the API (default: ${DEFAULT-VALUE}).")
    private String apiKey = "OPENAI_API_KEY";

    @Option(
            names = "--sandbox",
            paramLabel = "auto|none",
            defaultValue = "auto",
            description = "none: run programs of tools outside of any sandbox, with this machine's files and network.")
    private String sandbox = "auto";

    @Option(names = "--approve-all", description = "Approve whatever the policy asks a person about.")
    private boolean approveAll;

    private @Nullable Mind opened;

    /** The mind that is named for a run, or was when it was begun; null if none was. */
    @Nullable
    Mind named(Path run) throws IOException {
        Path file = run.resolve(MODEL);
        String name = model == null && Files.isRegularFile(file)
                ? Files.readString(file).strip()
                : model;
        if (name == null) {
            return null;
        }
        Optional<Mind> remote = Minds.remote(name, System.getenv(apiKey));
        if (remote.isPresent()) {
            return keep(remote.get());
        }
        return keep(local(ModelArgument.find(name)));
    }

    /**
     * Works on a run and keeps the name that was given for its model. A run that begins has it before its work, so that it can be
     * resumed after it was killed; one that was there keeps its own until it has taken this one.
     */
    RunOutcome keeping(Path run, Callable<RunOutcome> work) throws Exception {
        if (model == null) {
            return work.call();
        }
        Path file = run.resolve(MODEL);
        String line = model + "\n";
        if (RunInfo.isRun(run)) {
            RunOutcome outcome = work.call();
            Files.writeString(file, line);
            return outcome;
        }
        Files.createDirectories(run);
        Files.writeString(file, line);
        try {
            return work.call();
        } finally {
            if (!RunInfo.isRun(run)) {
                Files.delete(file);
            }
        }
    }

    /** Copies the name of a run's model to a fork of the run. */
    static void copyName(Path run, Path fork) throws IOException {
        Path file = run.resolve(MODEL);
        if (Files.isRegularFile(file)) {
            Files.copy(file, fork.resolve(MODEL), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The mind of the model that comes with Menura. */
    Mind embedded() {
        return keep(local(DefaultModel.textModel()));
    }

    /** A mind of a model. */
    LocalMind local(Path path) {
        LanguageModel loaded = Menura.load(path, LoadOptions.defaults().withBackend(threads.backend(false)));
        return LocalMind.of(loaded);
    }

    /** Keeps a mind to be closed with the options. */
    Mind keep(Mind mind) {
        opened = mind;
        return mind;
    }

    /** Whether programs run in a sandbox. */
    boolean isSandboxed(Console console) {
        return switch (sandbox) {
            case "auto" -> true;
            case "none" -> false;
            default -> throw console.wrong("--sandbox is auto or none, not " + sandbox);
        };
    }

    /** How a person is asked: at the terminal if there is one. */
    Approval approval(Console console) {
        if (approveAll) {
            return Approval.always();
        }
        java.io.Console terminal = System.console();
        if (terminal == null || !terminal.isTerminal()) {
            return Approval.later();
        }
        return Approval.console(
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())), console.out());
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
