package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.menura.data.engine.MixerConfig;
import org.menura.data.plan.Plan;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura data mix}. */
@Command(
        name = "mix",
        description = {
            "Mixes documents and attributes as a configuration of Dolma's mixer says: streams, filters, spans.",
            "Filters are JSONPath; jq and remote paths are refused. Quotas are a stage of plans (menura data run)."
        },
        footer = {"%nExample:", "  menura data mix mixer.yaml"})
final class DataMixCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private DataOptions options = new DataOptions();

    @Parameters(paramLabel = "MIXER.yaml", description = "The configuration, YAML or JSON.")
    private Path config = Path.of("");

    @Option(names = "--print", description = "Print the streams as plans, and do nothing.")
    private boolean print;

    @Override
    public Integer call() throws IOException {
        List<Plan> plans = MixerConfig.plans(config, Path.of("").toAbsolutePath());
        for (Plan plan : plans) {
            if (print) {
                console.line(plan.text());
            } else if (DataRuns.run(console, options, plan) != ExitCode.OK) {
                return ExitCode.SOFTWARE;
            }
        }
        return ExitCode.OK;
    }
}
