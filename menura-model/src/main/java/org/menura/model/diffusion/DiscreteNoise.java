package org.menura.model.diffusion;

/** Schedulers whose steps lead from one of training's whole timesteps to another. */
sealed interface DiscreteNoise extends TrainedNoise permits Ddim, Ddpm, Lcm, Pndm {
    /** A walk over some of the timesteps; the model sees samples as they are. */
    abstract class Walk implements SolverState {
        private final NoiseSchedule noise;
        final int[] timesteps;

        Walk(NoiseSchedule noise, int[] timesteps) {
            this.noise = noise;
            this.timesteps = timesteps;
        }

        @Override
        public float[] timesteps() {
            return TimestepSpacing.floats(timesteps);
        }

        @Override
        public float noiseScale() {
            return 1;
        }

        @Override
        public float[] input(int i, float[] sample) {
            return sample;
        }

        @Override
        public float[] noised(int i, float[] clean, float[] fresh) {
            return noise.noised(clean, fresh, timesteps[i]);
        }
    }
}
