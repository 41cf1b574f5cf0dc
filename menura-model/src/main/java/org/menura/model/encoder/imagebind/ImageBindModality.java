package org.menura.model.encoder.imagebind;

import java.util.Locale;

/** A kind of input that ImageBind knows. */
public enum ImageBindModality {
    /** Pictures and short clips of video. */
    VISION,
    TEXT,
    /** Log-mel spectrograms. */
    AUDIO,
    /** Disparity maps. */
    DEPTH,
    /** Infrared pictures. */
    THERMAL,
    /** Inertial measurements: accelerometer and gyroscope, three axes each. */
    IMU;

    /** Its name in configs and checkpoints. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
