package org.menura.detect.trained;

import java.util.List;
import org.menura.detect.measure.LabelledText;

/** A way to learn to tell texts of models from those of people. */
public interface TrainedDetector {
    /** Returns the name that tables have. */
    String name();

    /**
     * Learns from some texts and scores others.
     *
     * @param all texts
     * @param train indices of those that are learned from
     * @param test indices of those that are scored
     * @return a score of each of {@code test}, higher for texts of models
     */
    double[] scores(List<LabelledText> all, List<Integer> train, List<Integer> test);
}
