package org.menura.train;

import org.menura.model.weights.Init;
import org.menura.model.weights.Parameters;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.train.optim.Ema;

/**
 * The parameters of a second model that follows one that is taught, as BYOL's target network does: moving averages where
 * something is taught, else the same. What the average takes in, the model has at once.
 */
public final class AveragedParameters implements Parameters {
    private final TrainableParameters taught;
    private final Ema averages;

    /**
     * Parameters that follow others.
     *
     * @param taught of which a model was built already
     * @param averages of what is taught of them
     */
    public AveragedParameters(TrainableParameters taught, Ema averages) {
        this.taught = taught;
        this.averages = averages;
    }

    @Override
    public boolean has(String name) {
        return taught.has(name);
    }

    @Override
    public Tensor get(String name, Shape shape, Init init) {
        Tensor average = averages.average(name);
        return average == null ? taught.get(name, shape, init) : average.reshape(shape.toArray());
    }

    @Override
    public Shape shape(String name) {
        return taught.shape(name);
    }

    @Override
    public void skip(String name) {}

    @Override
    public void finish() {}
}
