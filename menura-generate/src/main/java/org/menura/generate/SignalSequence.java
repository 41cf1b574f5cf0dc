package org.menura.generate;

import java.util.function.Consumer;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.generate.session.TokenSequence;
import org.menura.model.Features;
import org.menura.model.multimodal.OutputModality;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * A sequence that listens for signal tokens (arXiv 2309.05519). When all of an output stand in order, it makes of their
 * hidden states the condition of a generator.
 */
final class SignalSequence implements TokenSequence {
    private final Session session;
    private final OutputModality output;
    private final Consumer<Tensor> listener;
    private final float[][] states;
    /** How many of the signal tokens stand at the end. */
    private int heard;

    /**
     * A sequence that goes on where a session stands.
     *
     * @param listener gets conditions, [rows, width]
     */
    SignalSequence(Session session, OutputModality output, Consumer<Tensor> listener) {
        this.session = session;
        this.output = output;
        this.listener = listener;
        this.states = new float[output.signals().size()][];
    }

    @Override
    public int[] tokens() {
        return session.tokens();
    }

    @Override
    public int length() {
        return session.length();
    }

    @Override
    public int contextLength() {
        return session.contextLength();
    }

    @Override
    public float[] logits() {
        return session.logits();
    }

    @Override
    public float[] feed(int... next) {
        float[] logits = session.feed(next[0]);
        listen(next[0]);
        for (int i = 1; i < next.length; i++) {
            logits = session.feed(next[i]);
            listen(next[i]);
        }
        return logits;
    }

    /** Appends a prompt, in which signal tokens ask for nothing. */
    @Override
    public float[] feed(Prompt prompt) {
        return session.feed(prompt);
    }

    private void listen(int id) {
        if (id != output.signals().get(heard)) {
            heard = 0; // and perhaps it begins anew
        }
        if (id == output.signals().get(heard)) {
            states[heard++] = session.hidden();
        }
        if (heard == states.length) {
            heard = 0;
            listener.accept(condition());
        }
    }

    private Tensor condition() {
        int width = states[0].length;
        float[] all = new float[states.length * width];
        for (int i = 0; i < states.length; i++) {
            System.arraycopy(states[i], 0, all, i * width, width);
        }
        Features signals = new Features(Tensor.of(all, states.length, width), Segments.ofLengths(states.length));
        return output.projector().project(signals).rows().toHeap();
    }
}
