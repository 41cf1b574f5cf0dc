package org.menura.train.setup;

import java.util.List;
import org.menura.model.adapter.TaskConfig;
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
    /** What only some heads use, besides {@link TaskConfig#HEADS}. */
    private static final List<String> SHARED =
            List.of("pre_classifier", "pooler", "bert.pooler", "roberta.pooler", "head.dense", "head.norm");

    private boolean isFresh(String name) {
        return TaskHead.PARAMETERS.matcher(name).matches()
                && (!body.has(name)
                        || otherLabels && TaskHead.OF_LABELS.matcher(name).matches());
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
        TaskConfig.HEADS.forEach(body::skipAll);
        SHARED.forEach(body::skipAll);
        TaskConfig.SINGLE.forEach(body::skip);
        body.finish();
    }
}
