package org.menura.cli;

import java.util.List;
import org.menura.detect.calibrate.Calibrator;
import org.menura.detect.calibrate.LengthBucket;
import org.menura.detect.score.Detector;
import picocli.CommandLine.Option;

/** How scores are ranked among human texts. */
final class DetectCalibrationOptions {
    @Option(
            names = "--edges",
            paramLabel = "N,N,…",
            split = ",",
            description = "Where ranges of lengths begin, in scored tokens (default: 16,32,64,128,256).")
    private List<Integer> edges = LengthBucket.USUAL_EDGES;

    @Option(
            names = "--beginnings",
            description = "A human text also counts, with its beginning, for the ranges below its own length.")
    private boolean beginnings;

    @Option(
            names = "--alpha",
            paramLabel = "RATE",
            defaultValue = "0.01",
            description = "Rate of false alarms that the threshold is for (default: ${DEFAULT-VALUE}).")
    private double alpha = 0.01;

    /** The rate of false alarms, which lies between 0 and 1. */
    double alpha(Console console) {
        if (!(alpha > 0 && alpha < 1)) {
            throw console.wrong("--alpha is a rate between 0 and 1, not " + alpha);
        }
        return alpha;
    }

    Calibrator calibrator(Detector detector) {
        return new Calibrator(detector, edges, beginnings);
    }
}
