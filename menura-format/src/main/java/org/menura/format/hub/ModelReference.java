package org.menura.format.hub;

import java.util.Optional;

/** The name of a model that can be pulled: {@code org/name[:file]} of a hub, {@code pypi:name[==version]} of a registry. */
public sealed interface ModelReference permits HubReference, PackageReference {
    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException if the text is none
     */
    static ModelReference parse(String text) {
        return text.startsWith(PackageReference.PREFIX) ? PackageReference.parse(text) : HubReference.parse(text);
    }

    /** Parses a reference as {@link #parse} does; empty where that throws. */
    static Optional<ModelReference> find(String text) {
        Optional<HubReference> hub = HubReference.find(text);
        return hub.isPresent()
                ? Optional.of(hub.get())
                : PackageReference.find(text).map(r -> r);
    }

    /** The name without file or version: what {@code menura list} shows and {@code menura rm} takes. */
    String repository();
}
