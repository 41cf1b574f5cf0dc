package org.menura.model.diffusion;

/** Schedulers that count in the levels of {@link LambdaNoise}. */
sealed interface LambdaMethod extends TrainedNoise permits DpmSolver, Deis, UniPc {
    /** Returns the noise levels that are visited. */
    LambdaNoise levels();

    @Override
    default NoiseSchedule noise() {
        return levels().noise();
    }
}
