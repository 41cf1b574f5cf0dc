package org.menura.serve.model;

import org.menura.tensor.annotation.Internal;

/** What a model of a server is doing. */
@Internal
public enum ModelState {
    /** Not in memory. */
    UNLOADED,
    /** Being read. */
    LOADING,
    /** Ready, or in use. */
    LOADED,
    /** Waiting until nobody uses it, to be taken out of memory. */
    UNLOADING,
    /** Could not be loaded. */
    FAILED
}
