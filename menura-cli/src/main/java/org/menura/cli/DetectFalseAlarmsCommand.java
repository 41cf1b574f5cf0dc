package org.menura.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.detect.calibrate.Calibrator;
import org.menura.detect.calibrate.FalseAlarms;
import org.menura.detect.calibrate.HumanText;
import org.menura.detect.calibrate.TextFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura detect false-alarms}: whether a calibration holds. */
@Command(
        name = "false-alarms",
        description = {
            "Counts the false alarms of a calibration on human texts that it has not seen.",
            "Keeps some of the texts out at random, calibrates on the others, and prints the count beside the exact interval that holds"
                    + " 99 %% of all counts at the wanted rate. With --others, counts on texts of another kind instead: there the rate is"
                    + " not promised, and the table shows how far it is off."
        },
        footer = {
            "%nExamples:",
            "  menura detect false-alarms essays/ -m Qwen3-0.6B",
            "  menura detect false-alarms essays/ --others letters/ --alpha 0.05"
        })
final class DetectFalseAlarmsCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private DetectDetectorOptions detectors = new DetectDetectorOptions();

    @Mixin
    private DetectCalibrationOptions ranked = new DetectCalibrationOptions();

    @Parameters(paramLabel = "PATH", description = "Human texts, as for --calibrate.")
    private Path folder = Path.of("");

    @Option(
            names = "--others",
            paramLabel = "PATH",
            description = "Count on these human texts, and calibrate on all of the others.")
    private @Nullable Path others;

    @Option(
            names = "--separator",
            paramLabel = "TEXT",
            description = "Plain files hold several texts with TEXT between them; \\n stands for the end of a line.")
    private @Nullable String separator;

    @Option(
            names = "--unseen",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Texts of each range that are kept out, half of them at most (default: ${DEFAULT-VALUE}).")
    private int unseen = 2000;

    @Option(
            names = "--split-seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Which texts are kept out (default: ${DEFAULT-VALUE}).")
    private long splitSeed;

    @Override
    public Integer call() {
        double alpha = ranked.alpha(console);
        if (unseen < 1) {
            throw console.wrong("--unseen is a number of texts, not " + unseen);
        }
        String between = separator == null ? null : separator.replace("\\n", "\n");
        List<HumanText> texts = TextFolder.read(folder, between);
        List<HumanText> other = others == null ? List.of() : TextFolder.read(others, between);
        int all = texts.size() + other.size();
        try (DetectDetectorOptions.Opened opened = detectors.open(console);
                Bar bar = new Bar("human texts")) {
            Calibrator calibrator = ranked.calibrator(opened.detector());
            List<FalseAlarms.Row> rows = others == null
                    ? FalseAlarms.ofKeptOut(calibrator, texts, unseen, alpha, splitSeed, done -> bar.stepTo(done, all))
                    : FalseAlarms.ofOthers(calibrator, texts, other, alpha, done -> bar.stepTo(done, all));
            bar.close();
            console.stream(FalseAlarms.markdown(rows, alpha));
        }
        return ExitCode.OK;
    }
}
