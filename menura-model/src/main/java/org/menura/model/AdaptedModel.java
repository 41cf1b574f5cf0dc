package org.menura.model;

import java.util.List;
import org.menura.model.weights.AdapterRows;
import org.menura.model.weights.AdapterUpdates;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * A model seen with adapters. It has no weights of its own, so there may be any number of such views of one model, and
 * their sequences may share passes.
 *
 * @param base the model, built with {@link org.menura.model.load.SwitchableAdapters}
 * @param updates in force in all passes through this view
 */
public record AdaptedModel(CausalModel base, AdapterUpdates updates) implements CausalModel {
    /**
     * A pass through models that share passes.
     *
     * @param models for each sequence of the step its model
     * @return logits as from {@link CausalModel#forward}
     */
    public static Tensor forward(List<CausalModel> models, Step step) {
        List<AdapterUpdates> updates = models.stream().map(CausalModel::updates).toList();
        return AdapterRows.during(
                updates, step.segments(), () -> models.getFirst().base().forward(step));
    }

    @Override
    public Tensor forward(Step step) {
        return AdapterRows.during(updates, () -> base.forward(step));
    }

    @Override
    public List<StateSpec> states() {
        return base.states();
    }

    @Override
    public int vocabulary() {
        return base.vocabulary();
    }

    @Override
    public int contextLength() {
        return base.contextLength();
    }

    @Override
    public Backend ops() {
        return base.ops();
    }

    @Override
    public boolean continues(int length, int newLength) {
        return base.continues(length, newLength);
    }
}
