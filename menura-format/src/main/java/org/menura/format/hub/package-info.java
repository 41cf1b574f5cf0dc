/** Fetches models from a hub that speaks Hugging Face's HTTP API: resumable, checked against the hub's hashes. */
@NullMarked
package org.menura.format.hub;

import org.jspecify.annotations.NullMarked;
