package org.menura.model.diffusion;

/** Schedulers that count in the levels of {@link SigmaNoise}. */
sealed interface SigmaMethod extends TrainedNoise permits Euler, EulerAncestral, Heun, Lms {
    /** Returns the noise levels, and how samples of them look. */
    SigmaNoise sigma();

    @Override
    default NoiseSchedule noise() {
        return sigma().noise();
    }

    @Override
    default float[] noised(float[] clean, float[] fresh, float timestep) {
        return sigma().noised(clean, fresh, timestep);
    }
}
