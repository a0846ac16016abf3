"""What happens with somebody's money if she takes a job or a course: explained per person, never decided."""
