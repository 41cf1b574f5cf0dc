package org.menura.model.diffusion;

/** What all ways down the levels of {@link SigmaNoise} share. */
abstract class SigmaTrajectory implements SolverState {
    final SigmaNoise sigma;
    final SigmaSteps levels;

    SigmaTrajectory(SigmaNoise sigma, int steps) {
        this(sigma, sigma.steps(steps));
    }

    SigmaTrajectory(SigmaNoise sigma, SigmaSteps levels) {
        this.sigma = sigma;
        this.levels = levels;
    }

    @Override
    public float[] timesteps() {
        return levels.timesteps();
    }

    @Override
    public float noiseScale() {
        return sigma.scale(levels);
    }

    @Override
    public float[] input(int i, float[] sample) {
        return SigmaNoise.input(levels.sigmas()[i], sample);
    }

    @Override
    public float[] noised(int i, float[] clean, float[] noise) {
        return SolverState.mix(1, clean, levels.sigmas()[i], noise);
    }
}
