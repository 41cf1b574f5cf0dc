package org.menura.model.load;

import java.util.List;
import org.menura.model.Config;
import org.menura.model.Model;
import org.menura.model.weights.Weights;

/**
 * An architecture: a line of the table of architectures.
 *
 * @param <M> the type of its models
 * @param kind the kind of its models
 * @param name common name of the architecture
 * @param modelTypes {@code model_type} values of the configs that describe it
 * @param papers arXiv numbers or other sources
 * @param builder constructs the model
 */
public record Family<M extends Model>(
        ModelKind<M> kind, String name, List<String> modelTypes, List<String> papers, Builder<M> builder) {
    /** A builder of a model from its config and parameters. */
    @FunctionalInterface
    public interface Builder<M> {
        M build(Config config, Weights weights);
    }
}
