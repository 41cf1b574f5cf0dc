package org.menura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.detect.calibrate.Calibration;
import org.menura.detect.calibrate.CalibrationFile;
import org.menura.detect.calibrate.Calibrator;
import org.menura.detect.calibrate.HumanText;
import org.menura.detect.calibrate.TextFolder;
import org.menura.detect.score.Reading;
import org.menura.format.FormatException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura detect}: how texts stand among texts that people wrote. */
@Command(
        name = "detect",
        description = {
            "Scores how much a text looks like a model's own, and ranks the score among texts that people wrote.",
            "The answer is a p-value: the share of human texts of this length with a score as high. It says nothing about who wrote a"
                    + " text, and nothing at all without a calibration on texts like those that are judged: same language, kind and"
                    + " time. Texts that are too short for the calibration are not judged.",
            "The model is a model of the machine, not the machine: any model reads any text, larger and closer ones read better."
        },
        footer = {
            "%nExamples:",
            "  menura detect -m Qwen3-0.6B --calibrate my-essays/",
            "  menura detect -m Qwen3-0.6B --calibration calibration.json -f essay.txt",
            "  menura detect -p 'It was a dark and stormy night' --explain",
            "  menura detect -m base -s binoculars --sampler instruct -f essays/ --json"
        },
        subcommands = {
            DetectWatermarkCommand.class,
            DetectAttackCommand.class,
            DetectFalseAlarmsCommand.class,
            DetectEvaluateCommand.class,
            DetectLeaveOutCommand.class,
            DetectAnswersCommand.class
        })
final class DetectCommand implements Callable<Integer> {
    private static final Path USUAL_FILE = Path.of("calibration.json");

    @Mixin
    private Console console = new Console();

    @Mixin
    private DetectDetectorOptions detectors = new DetectDetectorOptions();

    @Mixin
    private DetectCalibrationOptions ranked = new DetectCalibrationOptions();

    @Mixin
    private DetectTextOptions texts = new DetectTextOptions();

    @Option(
            names = "--calibrate",
            paramLabel = "DIR",
            description =
                    "Calibrate on a folder of texts that people wrote: one in each .txt or .md file, one in each line of .jsonl"
                            + " files. Writes the file of --calibration.")
    private @Nullable Path calibrate;

    @Option(
            names = {"-c", "--calibration"},
            paramLabel = "FILE",
            description =
                    "The calibration: read, or with --calibrate written (default: calibration.json; an existing one is"
                            + " replaced).")
    private @Nullable Path calibration;

    @Option(names = "--explain", description = "Also print what the model expected in each place.")
    private boolean explain;

    @Option(names = "--json", description = "Print a JSON object a text; a score that is infinite, or none, is null.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        double alpha = ranked.alpha(console);
        if (calibrate == null && calibration != null && !Files.exists(calibration)) {
            throw new FormatException("there is no calibration %s; `menura detect --calibrate DIR -c %s` makes one"
                    .formatted(calibration, calibration));
        }
        List<HumanText> judged = texts.read(console);
        if (judged.isEmpty() && calibrate == null) {
            throw console.wrong("which text? give -p TEXT or -f FILE, or a folder of human texts with --calibrate");
        }
        Calibration known = calibrate == null && calibration != null ? CalibrationFile.read(calibration) : null;
        try (DetectDetectorOptions.Opened opened = known == null
                ? detectors.open(console)
                : detectors.open(console, known.score(), known.maxTokens(), known.perturbations())) {
            if (calibrate != null) {
                known = calibrated(opened, calibrate, alpha);
            } else if (known != null) {
                known.check(opened.detector().name(), opened.modelHash(), opened.secondHash());
                if (known.maxTokens() != opened.maxTokens()) {
                    throw console.wrong("the calibration read %d tokens of each text; leave out --max-tokens"
                            .formatted(known.maxTokens()));
                }
                if (known.perturbations() != 0
                        && known.perturbations() != opened.detector().perturbations()) {
                    throw console.wrong("the calibration perturbed each text %d times; leave out --perturbations"
                            .formatted(known.perturbations()));
                }
            }
            DetectReport report = new DetectReport(console, opened, known, alpha);
            for (HumanText text : judged) {
                Reading reading = opened.detector().read(text.text());
                if (json) {
                    console.line(report.json(text.source(), reading, explain).toString());
                } else {
                    report.print(text.source(), reading, explain);
                }
            }
        }
        return ExitCode.OK;
    }

    private Calibration calibrated(DetectDetectorOptions.Opened opened, Path folder, double alpha) throws IOException {
        List<HumanText> humans = TextFolder.read(folder, texts.separator());
        Calibrator calibrator = ranked.calibrator(opened.detector());
        Calibration made;
        try (Bar bar = new Bar("human texts")) {
            made = calibrator.calibrate(
                    humans,
                    opened.modelHash(),
                    opened.secondHash(),
                    opened.maxTokens(),
                    done -> bar.stepTo(done, humans.size()));
        }
        Path file = calibration == null ? USUAL_FILE : calibration;
        CalibrationFile.write(made, file);
        for (String line : DetectReport.calibrated(made, opened.detector(), humans.size(), alpha)) {
            say(line);
        }
        say("wrote " + file);
        return made;
    }

    /** Results in JSON stand alone. */
    private void say(String line) {
        if (json) {
            console.note(line);
        } else {
            console.line(line);
        }
    }
}
