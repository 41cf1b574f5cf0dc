package org.menura.train.setup;

import org.menura.model.weights.HeadNames;
import org.menura.model.weights.Init;
import org.menura.model.weights.Parameters;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * Parameters of a checkpoint under a new head: the head's come from elsewhere where the checkpoint lacks them, or where
 * they belong to other labels; those of the old head are left out.
 *
 * @param body of the checkpoint
 * @param head a random start
 * @param otherLabels whether the checkpoint's own classifier has other labels
 */
record HeadedParameters(Parameters body, Parameters head, boolean otherLabels) implements Parameters {
    private boolean isFresh(String name) {
        return HeadNames.isOfHead(name) && (!body.has(name) || otherLabels && HeadNames.isOfLabels(name));
    }

    @Override
    public boolean has(String name) {
        return body.has(name);
    }

    @Override
    public boolean gives(String name) {
        return isFresh(name) ? head.gives(name) : body.gives(name);
    }

    @Override
    public Tensor get(String name, Shape shape, Init init) {
        if (isFresh(name)) {
            return head.get(name, shape, init);
        }
        return body.get(name, shape, init);
    }

    @Override
    public Shape shape(String name) {
        return body.shape(name);
    }

    @Override
    public void skip(String name) {
        body.skip(name);
    }

    @Override
    public void skipAll(String path) {
        body.skipAll(path);
    }

    @Override
    public void finish() {
        HeadNames.skip(body);
        body.finish();
    }
}
