package org.menura.model.adapter;

import java.util.List;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.StateSpec;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Extension;

/**
 * A model seen with adapters. It has no weights of its own, so there may be any number of such views of one model, and
 * their sequences may share passes.
 *
 * @param base the model, built with {@link org.menura.model.adapter.SwitchableAdapters}
 * @param updates in force in all passes through this view
 */
@Extension
public record AdaptedModel(CausalModel base, AdapterUpdates updates) implements CausalModel {
    /**
     * Runs a forward pass through models that share passes.
     *
     * @param models model of each sequence of the step
     * @return logits as from {@link CausalModel#forward}
     */
    public static Tensor forward(List<CausalModel> models, ForwardBatch step) {
        List<AdapterUpdates> updates =
                models.stream().map(AdaptedModel::updatesOf).toList();
        CausalModel base = baseOf(models.getFirst());
        return AdapterRows.during(updates, step.segments(), () -> base.forward(step));
    }

    /** Returns the model behind a view with adapters, or else the model itself. Sequences of one base may share passes. */
    public static CausalModel baseOf(CausalModel model) {
        return model instanceof AdaptedModel adapted ? adapted.base : model;
    }

    /** Returns the updates that a view of a model has in force; {@link AdapterUpdates#NONE} for the model itself. */
    public static AdapterUpdates updatesOf(CausalModel model) {
        return model instanceof AdaptedModel adapted ? adapted.updates : AdapterUpdates.NONE;
    }

    @Override
    public Tensor forward(ForwardBatch step) {
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
    public boolean isCausal() {
        return base.isCausal();
    }

    @Override
    public boolean continues(int length, int newLength) {
        return base.continues(length, newLength);
    }
}
