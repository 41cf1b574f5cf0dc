package org.menura.detect.score;

/** Scores texts; what a score means for a text is for a calibration on human texts to say. */
public interface Detector {
    /** Returns the name of its score, which calibration files hold. */
    String name();

    /** Returns whether texts of models have higher scores. */
    boolean isHigherForMachines();

    /** Scores a text. */
    Reading read(String text);

    /** Returns the score of the beginning of a text that was read; not a number if it has none. */
    double scoreOf(TokenStatistics beginning);

    /** Returns how many perturbed texts each text is compared with; 0 for scores without. */
    default int perturbations() {
        return 0;
    }

    /** Returns a score that is higher for texts of models, whatever the sign of the detector's own. */
    default double oriented(double score) {
        return isHigherForMachines() ? score : -score;
    }
}
