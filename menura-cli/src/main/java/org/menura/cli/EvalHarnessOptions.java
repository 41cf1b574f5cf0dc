package org.menura.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of lm-evaluation-harness that change no number here, so that its command lines run as they are. */
final class EvalHarnessOptions {
    @Option(names = "--device", hidden = true, defaultValue = "cpu", description = "cpu, the only one.")
    private String device = "cpu";

    @Option(
            names = {"-c", "--use-cache", "--use_cache"},
            hidden = true,
            description = "Answers are kept below --output-path.")
    private @Nullable String cache;

    @Option(
            names = {
                "--wandb-args",
                "--wandb_args",
                "--wandb-config-args",
                "--wandb_config_args",
                "--trackio-args",
                "--trackio_args",
                "--hf-hub-log-args",
                "--hf_hub_log_args"
            },
            hidden = true,
            arity = "1..*",
            description = "Nothing is sent anywhere.")
    private List<String> services = List.of();

    /** Takes whether prompts are kept: they are made anew each time. */
    @Option(
            names = {"--cache-requests", "--cache_requests"},
            hidden = true,
            arity = "0..1",
            fallbackValue = "true")
    void cacheRequests(String mode) {}

    /** Takes whether code may come with rows: none does. */
    @Option(
            names = {"--trust-remote-code", "--trust_remote_code"},
            hidden = true)
    void trustRemoteCode(boolean trusted) {}

    /** Takes a level of a log that there is not. */
    @Option(names = "--verbosity", hidden = true)
    void verbosity(String level) {}

    /** Refuses what can't be had, and says what is done instead. */
    void check(Console console) {
        if (!device.equals("cpu")) {
            throw console.wrong("--device %s: Menura computes on the processor; leave it out".formatted(device));
        }
        if (!services.isEmpty()) {
            throw console.wrong("results are files (--output-path), and are sent to no service: leave out"
                    + " --wandb-args, --trackio-args and --hf-hub-log-args");
        }
        if (cache != null) {
            console.note("note: --use-cache has no effect; with --output-path a run that was killed goes on");
        }
    }
}
