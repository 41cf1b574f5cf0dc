package org.menura.model.diffusion;

/** Schedulers that take away the noise that a schedule of training added. */
sealed interface TrainedNoise extends Scheduler permits DiscreteNoise, SigmaMethod, LambdaMethod {
    /** Returns how training added noise. */
    NoiseSchedule noise();

    @Override
    default Prediction prediction() {
        return noise().prediction();
    }

    @Override
    default int trainSteps() {
        return noise().steps();
    }

    @Override
    default float[] noised(float[] clean, float[] fresh, float timestep) {
        return noise().noised(clean, fresh, timestep);
    }
}
