package org.menura.train.task;

import java.util.Arrays;
import org.menura.model.EncoderDecoder;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.train.data.Seq2SeqBatch;

/**
 * An encoder-decoder that predicts by teacher forcing: the decoder reads the target so far.
 *
 * @param model that reads and writes
 */
public record Seq2SeqPredictor(EncoderDecoder model) implements Predictor<Seq2SeqBatch> {
    @Override
    public Prediction predict(Seq2SeqBatch batch) {
        Segments read = batch.inputSegments();
        int[][] sequences = new int[read.count()][];
        for (int s = 0; s < sequences.length; s++) {
            sequences[s] = Arrays.copyOfRange(batch.inputs(), read.start(s), read.end(s));
        }
        ForwardBatch reading = ForwardBatch.whole(sequences);
        EncoderDecoder.Memory memory = model.remember(model.encode(reading), reading.segments());
        Tensor logits = model.decode(batch.decoder().step(), memory); // [decoder rows, vocabulary]
        return new Prediction(logits, batch.decoder().targets());
    }

    @Override
    public int targets(Seq2SeqBatch batch) {
        return batch.decoder().targetCount();
    }

    @Override
    public long tokens(Seq2SeqBatch batch) {
        return (long) batch.inputs().length + batch.decoder().ids().length;
    }
}
