package org.menura.model.multimodal;

import java.util.List;
import org.menura.format.Modality;

/**
 * An output modality of a model: it says signal tokens, whose hidden states are the condition of a generator (NExT-GPT,
 * arXiv 2309.05519).
 *
 * @param signals ids of the tokens, which it says in this order
 * @param projector projects hidden states to conditions
 * @param generator folder of the generator, beside the model's config
 */
public record OutputModality(Modality modality, List<Integer> signals, OutputProjector projector, String generator) {
    public OutputModality {
        signals = List.copyOf(signals);
    }
}
