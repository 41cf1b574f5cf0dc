package org.example;

import java.nio.file.Path;
import java.util.List;
import org.menura.detect.calibrate.Calibration;
import org.menura.detect.calibrate.Calibrator;
import org.menura.detect.calibrate.LengthBucket;
import org.menura.detect.calibrate.ModelHash;
import org.menura.detect.calibrate.Standing;
import org.menura.detect.calibrate.TextFolder;
import org.menura.detect.score.Detector;
import org.menura.detect.score.ZeroShotDetector;
import org.menura.detect.score.ZeroShotScore;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;

/** Says how texts stand among those of a folder. */
public final class Judge {
    private Judge() {}

    public static List<Standing> judge(Path path, Path humans, List<String> texts) {
        try (LanguageModel model = Menura.load(path)) {
            Detector detector = ZeroShotDetector.of(model, null, ZeroShotScore.FAST_DETECT, 512);
            Calibration calibration = new Calibrator(detector, LengthBucket.USUAL_EDGES, false)
                    .calibrate(TextFolder.read(humans, null), ModelHash.of(path), null, 512, done -> {});
            return texts.stream()
                    .map(text -> calibration.standing(detector, detector.read(text), 0.05))
                    .toList();
        }
    }
}
