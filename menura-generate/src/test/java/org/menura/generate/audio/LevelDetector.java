package org.menura.generate.audio;

import org.menura.model.VoiceDetector;
import org.menura.tensor.Backend;
import org.menura.tensor.cpu.CpuBackend;

/** Takes the loudest sample of a chunk for the probability of speech. */
final class LevelDetector implements VoiceDetector {
    private record Nothing() implements Memory {}

    @Override
    public Memory newMemory() {
        return new Nothing();
    }

    @Override
    public float[] listen(float[] sound, Memory memory) {
        float[] out = new float[sound.length / chunk()];
        for (int i = 0; i < sound.length; i++) {
            out[i / chunk()] = Math.max(out[i / chunk()], Math.abs(sound[i]));
        }
        return out;
    }

    @Override
    public int rate() {
        return 16000;
    }

    @Override
    public int chunk() {
        return 512;
    }

    @Override
    public Backend ops() {
        return new CpuBackend(1);
    }
}
