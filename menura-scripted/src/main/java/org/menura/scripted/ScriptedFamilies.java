package org.menura.scripted;

import java.util.List;
import org.menura.model.load.Family;
import org.menura.model.load.FamilyProvider;
import org.menura.model.load.ModelKind;
import org.menura.tensor.annotation.Internal;

/** Registers the scripted model as a family of decoders. */
@Internal
public final class ScriptedFamilies implements FamilyProvider {
    /** The {@code model_type} of a scripted model's config. */
    static final String MODEL_TYPE = "menura_scripted";

    @Override
    public List<Family<?>> families() {
        return List.of(new Family<>(
                ModelKind.DECODER,
                "Scripted",
                List.of(MODEL_TYPE),
                List.of("answers written down"),
                ScriptedModel::of));
    }
}
