/**
 * Fetches models from a hub that speaks Hugging Face's HTTP API, or from a registry of Python packages: resumable, checked
 * against the published hashes; lists and deletes what was fetched.
 */
@Internal
@NullMarked
package org.menura.format.hub;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
