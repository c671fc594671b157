"""The aggregate `branch`: a site of the tenant, for which things are bought."""
